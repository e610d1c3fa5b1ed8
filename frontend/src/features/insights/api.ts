import { queryOptions } from '@tanstack/react-query';
import { api, urlOf, type Schemas } from '@/shared/api';
import type { InsightsSearch } from './search';
import { boardOf, FILTER_OF, GROUPED_BY, USUAL_DAYS, type By, type Money, type Report, type ReportBody, type Reports } from './words';

const KEY = ['insights'] as const;
type Segment = Schemas['Company']['segment'];

/** A period and filters as the API takes them. An address that a stranger wrote is refused there, in words. */
export const which = ({ days = USUAL_DAYS, segment, channel, category, team }: InsightsSearch) => ({
  days,
  ...(segment ? { segment: segment as Segment } : {}),
  ...(channel ? { channel: channel as 'email' } : {}),
  ...(category ? { category: category as 'bug' } : {}),
  ...(team === undefined ? {} : { team_id: team }),
});

export const byOf = ({ by, reader }: InsightsSearch): By => by ?? GROUPED_BY[boardOf(reader)];

export const figuresQuery = (search: InsightsSearch) =>
  queryOptions({
    queryKey: [...KEY, 'figures', which(search)],
    queryFn: ({ signal }) => api.get('/insights/figures', { query: which(search), signal }),
  });

export const seriesQuery = (search: InsightsSearch) =>
  queryOptions({
    queryKey: [...KEY, 'series', which(search)],
    queryFn: ({ signal }) => api.get('/insights/series', { query: which(search), signal }),
  });

export const groupsQuery = (search: InsightsSearch) =>
  queryOptions({
    queryKey: [...KEY, 'groups', which(search), byOf(search)],
    queryFn: ({ signal }) => api.get('/insights/groups', { query: { ...which(search), by: byOf(search) }, signal }),
  });

/** What stands behind the open figure. */
const behind = (search: InsightsSearch) => ({
  ...which(search),
  ...(search.group === undefined ? {} : { [FILTER_OF[byOf(search)]]: search.group }),
  measure: search.measure ?? ('created' as const),
  side: search.side ?? ('all' as const),
});

export const behindQuery = (search: InsightsSearch) =>
  queryOptions({
    queryKey: [...KEY, 'behind', behind(search)],
    queryFn: ({ signal }) => api.get('/insights/tickets', { query: behind(search), signal }),
  });

export const behindFile = (search: InsightsSearch): string => urlOf('/insights/tickets.csv', { query: behind(search) });
export const csvFile = (search: InsightsSearch): string => urlOf('/insights/figures.csv', { query: which(search) });
export const pdfFile = (search: InsightsSearch, language: 'en' | 'de'): string => urlOf('/insights/figures.pdf', { query: { ...which(search), language } });

export const moneyQuery = (days: number) =>
  queryOptions({
    queryKey: [...KEY, 'money', days],
    queryFn: ({ signal }) => api.get('/insights/money', { query: { days }, signal }),
  });

export const assume = (days: number, body: Partial<Money['own']>) => api.put('/insights/money', { query: { days }, body: body });

export const accountsQuery = queryOptions({
  queryKey: [...KEY, 'accounts'],
  queryFn: ({ signal }) => api.get('/insights/accounts', { signal }),
});

export const accountsFile = (): string => urlOf('/insights/accounts.csv', {});

export const reportsQuery = queryOptions({
  queryKey: [...KEY, 'reports'],
  queryFn: ({ signal }) => api.get('/insights/reports', { signal }),
});

export const changeReport = (row: Report, body: Partial<ReportBody> & { is_paused?: boolean }) =>
  api.patch('/insights/reports/{schedule_id}', { path: { schedule_id: row.id }, body, ifMatch: row.version });

/** A new one, or a change of `row`. */
export const saveReport = (row: Report | undefined, body: ReportBody) => (row ? changeReport(row, body) : api.post('/insights/reports', { body }));

export const deleteReport = (id: number) => api.delete('/insights/reports/{schedule_id}', { path: { schedule_id: id } });

export const allowOutside = (settings: Reports['settings'], allows_outside: boolean) =>
  api.put('/insights/reports/settings', { body: { allows_outside }, ifMatch: settings.version });
