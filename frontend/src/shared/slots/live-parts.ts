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
    if (next === undefined) void askAgain(client, key);
    else put(client, key, next);
  }
}

const isUnderWay = (client: QueryClient, queryKey: QueryKey): boolean => client.isFetching({ queryKey, exact: true }) > 0;

/** An answer under way may have been made before the event: it is dropped, and asked for anew. */
function put(client: QueryClient, queryKey: QueryKey, next: unknown): void {
  const wasUnderWay = isUnderWay(client, queryKey);
  if (wasUnderWay) void client.cancelQueries({ queryKey, exact: true });
  client.setQueryData(queryKey, next);
  if (wasUnderWay) void client.invalidateQueries({ queryKey, exact: true });
}

/** A first load is not begun anew while it is under way, so its answer is made old when it comes. */
async function askAgain(client: QueryClient, queryKey: QueryKey): Promise<void> {
  const isFirst = isUnderWay(client, queryKey) && client.getQueryData(queryKey) === undefined;
  await client.invalidateQueries({ queryKey });
  if (isFirst) await client.invalidateQueries({ queryKey });
}
