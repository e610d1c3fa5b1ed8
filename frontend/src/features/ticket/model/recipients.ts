import type { TicketDetail } from '../types';

export interface Recipient {
  name: string;
  /** Email address, or empty where there is none. */
  address: string;
}

/** Who will get the reply, and how: the server answers on the ticket's own channel, to its requester. */
export function recipientsOf(ticket: Pick<TicketDetail, 'channel' | 'requester'>): {
  channel: TicketDetail['channel'];
  to: Recipient[];
} {
  return {
    channel: ticket.channel,
    to: [{ name: ticket.requester.name, address: ticket.requester.email ?? '' }],
  };
}
