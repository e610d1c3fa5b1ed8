import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, urlOf, type Schemas } from '@/shared/api';

export type AuditEntry = Schemas['AuditEntry'];

const PAGE_SIZE = 50;

/** What the log is narrowed to. */
export interface AuditFilters {
  /** The id of a staff user. */
  user?: number;
  area?: string;
  action?: string;
  /** `kind:id`. */
  target?: string;
  when?: string;
}

export const auditQuery = (filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: ['audit', filters],
    queryFn: ({ pageParam, signal }) => api.get('/audit-entries', { query: { ...filters, cursor: pageParam ?? undefined, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const chainQuery = queryOptions({
  queryKey: ['audit', 'chain'],
  queryFn: ({ signal }) => api.get('/audit-entries/chain', { signal }),
});

/** People of every state: those who left have done things, too. */
export const peopleQuery = queryOptions({
  queryKey: ['audit', 'people'],
  queryFn: async ({ signal }) => (await api.get('/staff', { query: { limit: 100 }, signal })).results,
});

/** Where the browser fetches the same entries as a table. */
export const exportAddress = (filters: AuditFilters): string => urlOf('/audit-entries/export', { query: filters });
