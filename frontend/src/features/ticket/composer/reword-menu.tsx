import WandSparkles from 'lucide-react/icons/wand-sparkles';
import { useTranslation } from 'react-i18next';

import { Icon, IconButton, Menu, MenuItem } from '@/shared/ui';

import type { Rewording } from './use-rewording';

/** The ways in which the reply can be put; absent while there is no text, or nothing that could do it. */
export function RewordMenu({ rewording }: { rewording: Rewording }) {
  const { t } = useTranslation('ticket');
  if (rewording.wishes.length === 0) return null;
  return (
    <Menu
      side="top"
      label={t('reword.label')}
      trigger={
        <IconButton label={t('reword.label')}>
          <Icon icon={WandSparkles} />
        </IconButton>
      }
    >
      {rewording.wishes.map((wish) => (
        <MenuItem key={wish} onSelect={() => rewording.ask(wish)}>
          {t(`reword.wish.${wish}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
