import Split from 'lucide-react/icons/split';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { markedIn } from '@/shared/ticket-screen';
import { Icon, IconButton } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import type { Entry } from '../types';
import { SplitDialog } from './split-dialog';

/** Beside a customer's message: it, or the words marked in it, can begin a ticket of its own. */
export function SplitButton({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const button = useRef<HTMLButtonElement>(null);
  const [marked, setMarked] = useState<string | null>(null);
  const isTheirs = entry.kind === 'message' && entry.author.kind === 'contact' && !entry.is_redacted;
  if (!isTheirs || !ticket.permissions.merge) return null;
  return (
    <>
      <IconButton
        ref={button}
        size="xs"
        className="split-btn"
        label={t('split.open_dialog')}
        onClick={() => setMarked(markedIn(button.current?.closest('article') ?? null))}
      >
        <Icon icon={Split} size={12} />
      </IconButton>
      {marked !== null && <SplitDialog entry={entry} marked={marked} onClose={() => setMarked(null)} />}
    </>
  );
}
