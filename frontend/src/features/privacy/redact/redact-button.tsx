import { useRef, useState } from 'react';
import EyeOff from 'lucide-react/icons/eye-off';
import { useTranslation } from 'react-i18next';

import type { Entry } from '@/shared/api';
import { markedIn, useTicketPort } from '@/shared/ticket-screen';
import { Icon, IconButton } from '@/shared/ui';

import { RedactDialog } from './redact-dialog';

/** Opens the dialog that takes something out of an entry; what is marked in the entry comes along. */
export function RedactButton({ entry }: { entry: Entry }) {
  const { t } = useTranslation('privacy');
  const { ticket } = useTicketPort();
  const button = useRef<HTMLButtonElement>(null);
  const [marked, setMarked] = useState<string | null>(null);
  if (!ticket.permissions.redact) return null;
  return (
    <>
      <IconButton
        ref={button}
        label={t('redact.of', { name: entry.author.name })}
        onClick={() => setMarked(markedIn(button.current?.closest('article') ?? null))}
      >
        <Icon icon={EyeOff} size={14} />
      </IconButton>
      {marked !== null && <RedactDialog entry={entry} marked={marked} onClose={() => setMarked(null)} />}
    </>
  );
}
