import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { keys } from './keys';
import type { Page, TicketRow } from './types';

type ListData = InfiniteData<Page<TicketRow>, string | null>;

/**
 * Write a newer row over the same ticket in every loaded list, in place.
 *
 * An event can arrive after the answer of a later read; the row's version decides which is newer.
 * Nothing is added, removed or moved here: lists decide that for themselves (held updates).
 */
export function patchTicketInLists(client: QueryClient, row: TicketRow): void {
  client.setQueriesData<ListData>({ queryKey: keys.ticketLists }, (data) => data && patchList(data, row));
}

export function patchList(data: ListData, row: TicketRow): ListData {
  const holds = (page: Page<TicketRow>): boolean =>
    page.results.some((known) => known.number === row.number && known.version <= row.version);
  if (!data.pages.some(holds)) return data;
  return {
    ...data,
    pages: data.pages.map((page) =>
      holds(page)
        ? { ...page, results: page.results.map((known) => (known.number === row.number ? { ...known, ...row } : known)) }
        : page,
    ),
  };
}
