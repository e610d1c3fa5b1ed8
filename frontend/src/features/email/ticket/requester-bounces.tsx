import { useTicketPart, useTicketPort } from '@/shared/ticket-screen';

import { mailApi } from './api';
import { BounceNotes } from './bounce-notes';

/** Whether mail to the person who asks has come back. */
export function RequesterBounces() {
  const { ticket } = useTicketPort();
  const { data } = useTicketPart(ticket.number, 'recipients', mailApi.recipients, { isEnabled: ticket.permissions.reply });
  return <BounceNotes people={data?.to ?? []} />;
}
