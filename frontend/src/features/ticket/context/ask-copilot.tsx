import { useTranslation } from 'react-i18next';

import { AiGlyph, Button, Keys } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';

/** Asks the assistant for a suggested reply. */
export function AskCopilot() {
  const { t } = useTranslation('ticket');
  const { askCopilot } = useTicketScreen();
  return (
    <div className="cs">
      <Button size="sm" icon={<AiGlyph size={14} />} onClick={askCopilot}>
        {t('draft.ask')}
        <Keys keys="mod+j" />
      </Button>
    </div>
  );
}
