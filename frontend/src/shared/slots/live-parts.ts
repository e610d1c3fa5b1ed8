import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { keys } from '../api';

/** A query of one ticket that events on it make old. */
export interface LivePart {
  /** Its name, as `useTicketPart` has it. */
  id: string;
  /** Events that make it old, by the start of their name: `sla.`, `tickets.reply_posted`. */
  on: readonly string[];
  /** Its key where it is not read with `useTicketPart`. */
  queryKey?: (number: number) => QueryKey;
  /** What is known after the event, as far as the event tells; undefined means to ask the server. */
  patch?: (known: unknown, data: object) => unknown;
}

/** Brings up to date what an event on a ticket made old, by its data or by asking the server again. */
export function refreshParts(
  client: QueryClient,
  parts: readonly LivePart[],
  number: number,
  event: { name: string; data?: object },
): void {
  for (const { id, on, queryKey, patch } of parts) {
    if (!on.some((start) => event.name.startsWith(start))) continue;
    const key = queryKey?.(number) ?? keys.ticketPart(number, id);
    const known = client.getQueryData(key);
    const next = known === undefined || !event.data ? undefined : patch?.(known, event.data);
    if (next === undefined) void client.invalidateQueries({ queryKey: key });
    else client.setQueryData(key, next);
  }
}
