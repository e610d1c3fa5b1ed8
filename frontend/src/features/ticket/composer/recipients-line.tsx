import { useTranslation } from 'react-i18next';

import { ChannelIcon } from '@/shared/ui';

import { recipientsOf } from '../model/recipients';
import type { TicketDetail } from '../types';

/** Who gets the reply, and how, before it is sent. */
export function RecipientsLine({ ticket }: { ticket: TicketDetail }) {
  const { t, i18n } = useTranslation(['ticket', 'shared']);
  const { channel, to } = recipientsOf(ticket);
  const names = new Intl.ListFormat(i18n.language).format(to.map((person) => person.name || person.address));
  const channelName = t(`shared:channel.${channel}` as 'shared:channel.email', { defaultValue: channel });
  const addresses = to.map((person) => person.address).filter(Boolean).join(', ');
  return (
    <span className="to ell" title={addresses}>
      <ChannelIcon channel={channel} />
      <span className="ell" dir="auto">
        {t('ticket:composer.to', { channel: channelName, names })}
      </span>
    </span>
  );
}
