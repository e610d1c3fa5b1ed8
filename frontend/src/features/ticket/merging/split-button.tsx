import Split from 'lucide-react/icons/split';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon, IconButton } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import type { Entry } from '../types';
import { SplitDialog } from './split-dialog';

/** Beside a customer's message: it can begin a ticket of its own. */
export function SplitButton({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const [isOpen, setOpen] = useState(false);
  const isTheirs = entry.kind === 'message' && entry.author.kind === 'contact' && !entry.is_redacted;
  if (!isTheirs || !ticket.permissions.merge) return null;
  return (
    <>
      <IconButton size="xs" className="split-btn" label={t('split.open_dialog')} onClick={() => setOpen(true)}>
        <Icon icon={Split} size={12} />
      </IconButton>
      {isOpen && <SplitDialog entry={entry} onClose={() => setOpen(false)} />}
    </>
  );
}
