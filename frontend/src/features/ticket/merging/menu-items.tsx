import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import Link2 from 'lucide-react/icons/link-2';
import Merge from 'lucide-react/icons/merge';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useShortcuts } from '@/shared/lib/shortcuts';
import { Icon, MenuItem } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import { LinkDialog } from './link-dialog';
import { MergeDialog } from './merge-dialog';
import { useFollow } from './use-follow';

export interface Relations {
  /** For the menu of the header. */
  items: React.ReactNode;
  /** Beside the menu, which goes away when one of them opens. */
  dialogs: React.ReactNode;
}

/** Merge, link and follow: in the menu of the header, and by key. */
export function useRelations(): Relations {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const follow = useFollow();
  const [isMerging, setMerging] = useState(false);
  const [linking, setLinking] = useState<number | null | false>(false);
  const mayMerge = ticket.permissions.merge && ticket.merged_into === null;
  const mayLink = ticket.permissions.update;
  const title = t('title', { number: ticket.number });
  useShortcuts(title, [{ keys: 'm', label: t('merge.open'), run: () => setMerging(true) }], mayMerge);
  useShortcuts(title, [{ keys: 'shift+l', label: t('links.add'), run: () => setLinking(null) }], mayLink);
  useShortcuts(title, [{ keys: 'shift+f', label: t('follow.key'), run: () => follow?.toggle() }], follow !== null);
  return {
    items: (
      <>
        {mayMerge && (
          <MenuItem icon={<Icon icon={Merge} size={14} />} keys="m" onSelect={() => setMerging(true)}>
            {t('merge.open')}
          </MenuItem>
        )}
        {mayLink && (
          <MenuItem icon={<Icon icon={Link2} size={14} />} keys="shift+l" onSelect={() => setLinking(null)}>
            {t('links.add')}
          </MenuItem>
        )}
        {follow && (
          <MenuItem icon={<Icon icon={follow.isFollowing ? EyeOff : Eye} size={14} />} keys="shift+f" onSelect={follow.toggle}>
            {t(follow.isFollowing ? 'follow.end' : 'follow.begin')}
          </MenuItem>
        )}
      </>
    ),
    dialogs: (
      <>
        <MergeDialog
          isOpen={isMerging}
          onOpenChange={setMerging}
          onLink={(other) => {
            setMerging(false);
            setLinking(other);
          }}
        />
        <LinkDialog isOpen={linking !== false} onOpenChange={(isOpen) => !isOpen && setLinking(false)} other={linking || null} />
      </>
    ),
  };
}
