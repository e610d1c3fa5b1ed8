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
    channel: leavesBy(ticket),
    to: [{ name: ticket.requester.name, address: ticket.requester.email ?? '' }],
  };
}

/** The channel that a reply leaves by, wherever its ticket came from. */
export const leavesBy = ({ channel, reply_by }: Pick<TicketDetail, 'channel' | 'reply_by'>): TicketDetail['channel'] =>
  reply_by === 'chat' || reply_by === 'thread' ? channel : reply_by;
