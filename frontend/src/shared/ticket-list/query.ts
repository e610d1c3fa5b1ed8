import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, keys, type Page, type TicketRow } from '../api';

export interface TicketFilters {
  view?: number;
  q?: string;
  sort?: string;
  contact?: number;
  company?: number;
}

/** A part of a query that does not do what it looks like. */
export interface QueryHint {
  part: string;
  code: 'unknown_value' | 'unknown_date' | 'unknown_operator' | 'mixed_or';
}

/** A page of tickets; `corrected` is the spelling that found something when what was written did not. */
export type TicketPage = Page<TicketRow> & { hints?: QueryHint[]; corrected?: string };

/** What stands before the colon of a condition. */
export const QUERY_FIELDS = [
  'status',
  'assignee',
  'team',
  'tag',
  'priority',
  'tier',
  'type',
  'channel',
  'brand',
  'company',
  'requester',
  'area',
  'segment',
  'handler',
  'is',
  'sla',
  'created',
  'updated',
  'resolved',
  'due',
  'before',
  'after',
  'subject',
  'number',
] as const;

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
