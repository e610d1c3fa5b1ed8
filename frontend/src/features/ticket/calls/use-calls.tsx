import { useState, type ReactNode } from 'react';
import Phone from 'lucide-react/icons/phone';
import { useTranslation } from 'react-i18next';

import { useShortcuts } from '@/shared/lib/shortcuts';
import { Icon, MenuItem } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import { CallDialog } from './call-dialog';

/** Writing down a phone call: in the menu of the header, and by key. */
export function useCalls(): { item: ReactNode; dialog: ReactNode } {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const [isOpen, setOpen] = useState(false);
  const may = ticket.permissions.note;
  useShortcuts(t('title', { number: ticket.number }), [{ keys: 'shift+c', label: t('call.open'), run: () => setOpen(true) }], may);
  return {
    item: may && (
      <MenuItem icon={<Icon icon={Phone} size={14} />} keys="shift+c" onSelect={() => setOpen(true)}>
        {t('call.open')}
      </MenuItem>
    ),
    dialog: isOpen && <CallDialog onClose={() => setOpen(false)} />,
  };
}
