import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, keys, type Page, type TicketRow } from '../api';

export interface TicketFilters {
  view?: number;
  q?: string;
  sort?: string;
  contact?: number;
  company?: number;
}

/** A page of tickets; `problems` are the parts of the query that were not understood. */
export type TicketPage = Page<TicketRow> & { problems?: string[] };

const PAGE_SIZE = 50;

export const ticketListQuery = (filters: TicketFilters) =>
  infiniteQueryOptions({
    queryKey: keys.ticketList({ ...filters }),
    queryFn: ({ pageParam, signal }) =>
      api.get<TicketPage>('/tickets', { query: { ...filters, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: 10_000,
  });
