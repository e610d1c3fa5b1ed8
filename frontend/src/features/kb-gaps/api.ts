import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, urlOf, type BodyOf, type Schemas } from '@/shared/api';
import type { GapsSearch, OutcomesSearch, SearchesSearch } from './search';

export type Gap = Schemas['Gap'];
export type GapRow = Schemas['GapRow'];
export type Gaps = Schemas['Gaps'];
export type Figures = Schemas['GapFigures'];
export type GapChange = BodyOf<'/kb/gaps/{gap_id}', 'patch'>;
export type SearchReport = Schemas['SearchReport'];
export type Outcome = Schemas['ArticleOutcome'];
export type Coverage = Schemas['Coverage'];

export const DAYS = [7, 28, 90, 365] as const;
export const USUAL_DAYS = 28;
export const STATES = ['open', 'in_work', 'done', 'dismissed'] as const;
export const KINDS = ['missing', 'not_found', 'wrong'] as const;
export const GAP_SORTS = ['tickets', 'hours', 'cost', 'newest'] as const;
export const CHANNELS = ['help_center', 'widget', 'form', 'workspace', 'api'] as const;
export const WHYS = ['nothing_shown', 'nothing_clicked', 'ticket_followed'] as const;
export const OUTCOME_SORTS = ['follow_up', 'views', 'helpful', 'escalated', 'title'] as const;

const root = ['kb-gaps'] as const;
/** Everything about gaps. */
export const GAPS = root;
const SOON = 1_500;
const ONE = '/kb/gaps/{gap_id}';

/** One of these values, or nothing: addresses may hold anything. */
export const among = <Value extends string>(values: readonly Value[], value: string | undefined): Value | undefined =>
  values.find((one) => one === value);

const periodOf = (days: number | undefined): number => DAYS.find((one) => one === days) ?? USUAL_DAYS;

const whichGaps = ({ days, state, kind, sort, owner, singles }: GapsSearch) => ({
  days: periodOf(days),
  state: among(STATES, state),
  kind: among(KINDS, kind),
  sort: among(GAP_SORTS, sort),
  owner,
  singles,
});

export const gapsQuery = (search: GapsSearch) =>
  queryOptions({
    queryKey: [...root, 'list', whichGaps(search)],
    queryFn: ({ signal }) => api.get('/kb/gaps', { query: whichGaps(search), signal }),
  });

export const gapsFile = (search: GapsSearch): string => urlOf('/kb/gaps.csv', { query: whichGaps(search) });

/** One gap; asked again while its article is being tried. */
export const gapQuery = (id: number) =>
  queryOptions({
    queryKey: [...root, 'one', id],
    queryFn: ({ signal }) => api.get(ONE, { path: { gap_id: id }, signal }),
    refetchInterval: (query) => (query.state.data?.trial?.state === 'running' ? SOON : false),
  });

export const gapsApi = {
  change: (gap: Gap, body: GapChange) => api.patch(ONE, { path: { gap_id: gap.id }, body, ifMatch: gap.version }),
  draft: (id: number) => api.post(`${ONE}/draft`, { path: { gap_id: id } }),
  tryIt: (id: number) => api.post(`${ONE}/trial`, { path: { gap_id: id } }),
  setFigures: (body: BodyOf<'/kb/gap-figures', 'put'>) => api.put('/kb/gap-figures', { body }),
};

const whichSearches = ({ days, brand, channel, why }: SearchesSearch) => ({
  days: periodOf(days),
  brand,
  channel: among(CHANNELS, channel),
  why: among(WHYS, why),
});

export const reportQuery = (search: SearchesSearch) =>
  queryOptions({
    queryKey: ['kb-searches', 'report', whichSearches(search)],
    queryFn: ({ signal }) => api.get('/kb/searches', { query: whichSearches(search), signal }),
  });

export const searchesQuery = (search: SearchesSearch) =>
  infiniteQueryOptions({
    queryKey: ['kb-searches', 'list', whichSearches(search)],
    queryFn: ({ pageParam, signal }) =>
      api.get('/kb/searches/list', { query: { ...whichSearches(search), cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const searchesFile = (search: SearchesSearch): string =>
  urlOf('/kb/searches.csv', { query: { ...whichSearches(search), failed: search.every ? undefined : true } });

const whichOutcomes = ({ days, sort }: OutcomesSearch) => ({ days: periodOf(days), sort: among(OUTCOME_SORTS, sort) });

export const outcomesQuery = (search: OutcomesSearch) =>
  queryOptions({
    queryKey: ['kb-outcomes', whichOutcomes(search)],
    queryFn: ({ signal }) => api.get('/kb/outcomes', { query: whichOutcomes(search), signal }),
  });

export const outcomesFile = (search: OutcomesSearch): string => urlOf('/kb/outcomes.csv', { query: whichOutcomes(search) });

export const coverageQuery = queryOptions({
  queryKey: ['kb-coverage'],
  queryFn: ({ signal }) => api.get('/kb/coverage', { signal }),
});
