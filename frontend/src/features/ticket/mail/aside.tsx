import UserPlus from 'lucide-react/icons/user-plus';
import UserX from 'lucide-react/icons/user-x';
import { useTranslation } from 'react-i18next';

import { Button, Icon } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import type { Entry } from '../types';
import { mailOf } from './payload';
import { isRecipient, useRecipients } from './use-recipients';

/** A note that somebody wrote by mail who takes no part in the ticket, such as a colleague who got it forwarded. */
export function isAside(entry: Entry): boolean {
  return entry.kind === 'note' && entry.author.kind === 'contact';
}

/** Says whose words these are, and lets them take part from the next reply on. */
export function AsideLine({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  const { ticket, addToCc } = useTicketScreen();
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
          onClick={() => addToCc({ address: from.address, name: from.name || entry.author.name })}
        >
          {isIn ? t('mail.aside.isIn') : t('mail.aside.add')}
        </Button>
      )}
    </div>
  );
}
