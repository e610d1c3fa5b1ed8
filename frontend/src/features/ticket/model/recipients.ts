import type { TicketDetail } from '../types';

export interface Recipient {
  name: string;
  /** Email address, or empty where there is none. */
  address: string;
}

/** Who will get the reply, and how: by mail, or where the ticket came from, to its requester. */
export function recipientsOf(ticket: Pick<TicketDetail, 'channel' | 'reply_by' | 'requester'>): {
  channel: TicketDetail['channel'];
  to: Recipient[];
} {
  return {
    channel: ticket.reply_by === 'chat' || ticket.reply_by === 'thread' ? ticket.channel : ticket.reply_by,
    to: [{ name: ticket.requester.name, address: ticket.requester.email ?? '' }],
  };
}
