import { queryOptions } from '@tanstack/react-query';
import { api, urlOf, type Schemas } from '@/shared/api';
import type { InsightsSearch } from './search';
import { FILTER_OF, GROUPED_BY, USUAL_DAYS, type By, type Money } from './words';

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

export const byOf = ({ by, reader = 'operations' }: InsightsSearch): By => by ?? GROUPED_BY[reader];

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
