import UserPlus from 'lucide-react/icons/user-plus';
import UserX from 'lucide-react/icons/user-x';
import { useTranslation } from 'react-i18next';

import type { Entry } from '@/shared/api';
import { useTicketPort } from '@/shared/ticket-screen';
import { Button, Icon } from '@/shared/ui';

import { mailOf } from './payload';
import { isRecipient, useRecipients } from './use-recipients';

/** A note that somebody wrote by mail who takes no part in the ticket, such as a colleague who got it forwarded. */
function isAside(entry: Entry): boolean {
  return entry.kind === 'note' && entry.author.kind === 'contact';
}

/** Says whose words these are, and lets them take part from the next reply on. */
export function AsideLine({ entry }: { entry: Entry }) {
  return isAside(entry) ? <Aside entry={entry} /> : null;
}

function Aside({ entry }: { entry: Entry }) {
  const { t } = useTranslation('email');
  const { ticket, addToReply } = useTicketPort();
  const recipients = useRecipients(ticket);
  const from = mailOf(entry)?.from;
  const isIn = from ? isRecipient(recipients, from.address) : false;
  return (
    <div className="after aside">
      <Icon icon={UserX} size={14} />
      <span>{t('mail.aside.what')}</span>
      {from?.address && recipients.state === 'ready' && (
        <Button
          size="sm"
          icon={<Icon icon={UserPlus} size={14} />}
          unavailable={isIn ? t('mail.aside.isIn') : null}
          onClick={() => addToReply({ address: from.address, name: from.name || entry.author.name })}
        >
          {isIn ? t('mail.aside.isIn') : t('mail.aside.add')}
        </Button>
      )}
    </div>
  );
}
