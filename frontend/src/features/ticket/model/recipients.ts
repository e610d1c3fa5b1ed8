import type { Entry, TicketDetail } from '../types';
import { isFromCustomer, lastOf } from './entries';

export interface Recipient {
  name: string;
  /** Email address, or empty on channels that have none. */
  address: string;
}

export interface Recipients {
  channel: string;
  to: Recipient[];
  /** People copied on the newest message; copying them again is the sender's choice. */
  copyable: Recipient[];
}

function toRecipient(value: unknown): Recipient | null {
  if (typeof value === 'string' && value.trim() !== '') return { name: '', address: value.trim() };
  if (typeof value !== 'object' || value === null) return null;
  const { name, email, address } = value as { name?: unknown; email?: unknown; address?: unknown };
  const mail = typeof email === 'string' ? email : typeof address === 'string' ? address : '';
  const label = typeof name === 'string' ? name : '';
  return mail || label ? { name: label, address: mail } : null;
}

function listOf(payload: Record<string, unknown>, field: string): Recipient[] {
  const value = payload[field];
  if (!Array.isArray(value)) return [];
  return value.map(toRecipient).filter((person): person is Recipient => person !== null);
}

/** Who will get the reply, and on which channel: the one the customer wrote on last. */
export function recipientsOf(
  ticket: Pick<TicketDetail, 'channel' | 'requester'>,
  entries: readonly Entry[],
): Recipients {
  const last = lastOf(entries, isFromCustomer);
  const channel = last?.channel || ticket.channel;
  const requester: Recipient = { name: ticket.requester.name, address: ticket.requester.email ?? '' };
  if (channel !== 'email' || !last) return { channel, to: [requester], copyable: [] };

  const known = new Set([requester.address.toLowerCase()]);
  const copyable = listOf(last.payload, 'cc').filter((person) => {
    const address = person.address.toLowerCase();
    if (address === '' || known.has(address)) return false;
    known.add(address);
    return true;
  });
  return { channel, to: [requester], copyable };
}
