import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, keys, type AnswerOf } from '../api';

export const TICKET_SORTS = ['due', '-last_activity', 'last_activity', 'priority', '-created', 'created'] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];

export interface TicketFilters {
  view?: number;
  q?: string;
  sort?: TicketSort;
  contact?: number;
  company?: number;
}

/** A page of tickets; `corrected` is the spelling that found something when what was written did not. */
export type TicketPage = AnswerOf<'/tickets', 'get'>;
/** A part of a query that does not do what it looks like. */
export type QueryHint = NonNullable<TicketPage['hints']>[number];

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
      api.get('/tickets', { query: { ...filters, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: 10_000,
  });
