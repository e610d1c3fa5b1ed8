import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, urlOf } from '@/shared/api';
import { USUAL_DAYS, type Category, type Level, type State, type Verdict } from './words';
import type { LedgerSearch, ReviewSearch } from './search';

const PAGE_SIZE = 50;
/** Prefix of everything that a verdict makes old. */
export const KEY = ['ai-review'] as const;

export const reviewsQuery = ({ reason, category, mine, judged }: ReviewSearch) =>
  infiniteQueryOptions({
    queryKey: [...KEY, 'queue', { reason, category, mine, judged }],
    queryFn: ({ pageParam, signal }) =>
      api.get('/assistant/reviews', { query: { reason, category, mine, judged, cursor: pageParam ?? undefined, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const reviewQuery = (number: number) =>
  queryOptions({
    queryKey: [...KEY, 'one', number],
    queryFn: ({ signal }) => api.get('/assistant/reviews/{number}', { path: { number }, signal }),
  });

export const judge = (number: number, body: { verdict: Verdict; why: string; is_for_tests: boolean }) =>
  api.put('/assistant/reviews/{number}/verdict', { path: { number }, body });

export const takeVerdictBack = (number: number) => api.delete('/assistant/reviews/{number}/verdict', { path: { number } });

export const ledgerQuery = ({ days = USUAL_DAYS, by }: LedgerSearch) =>
  queryOptions({
    queryKey: [...KEY, 'ledger', days, by],
    queryFn: ({ signal }) => api.get('/assistant/ledger', { query: { days, by: by ?? 'category' }, signal }),
  });

export const actionFiguresQuery = queryOptions({
  queryKey: [...KEY, 'actions'],
  queryFn: ({ signal }) => api.get('/assistant/actions', { signal }),
});

/** What stands behind a figure, as the addresses of the API take it. */
export const figureOf = ({ days = USUAL_DAYS, by, group, state }: LedgerSearch) => ({
  days,
  ...(state ? { state } : {}),
  ...(group ? (by === 'channel' ? { channel: group } : { category: group as Category }) : {}),
});

export const conversationsQuery = (search: LedgerSearch) =>
  infiniteQueryOptions({
    queryKey: [...KEY, 'conversations', figureOf(search)],
    queryFn: ({ pageParam, signal }) =>
      api.get('/assistant/ledger/conversations', { query: { ...figureOf(search), cursor: pageParam ?? undefined, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const ledgerFile = (search: LedgerSearch): string => urlOf('/assistant/ledger.csv', { query: figureOf(search) });

export const conversationQuery = (number: number) =>
  queryOptions({
    queryKey: [...KEY, 'conversation', number],
    queryFn: ({ signal }) => api.get('/assistant/ledger/conversations/{number}', { path: { number }, signal }),
  });

export type Correctable = Exclude<State, 'handed_over'>;

export const correct = (number: number, body: { state: Correctable; note: string }) =>
  api.post('/assistant/ledger/conversations/{number}', { path: { number }, body });

export const autonomyQuery = queryOptions({
  queryKey: [...KEY, 'autonomy'],
  queryFn: ({ signal }) => api.get('/assistant/autonomy', { signal }),
});

export const setLevel = (category: string, level: Level) => api.put('/assistant/autonomy/{category}', { path: { category }, body: { level } });

export const narrowQuery = queryOptions({
  queryKey: [...KEY, 'narrow'],
  queryFn: ({ signal }) => api.get('/assistant/narrow', { signal }),
});

export const startNarrow = (level: Exclude<Level, 'automatic'>) => api.put('/assistant/narrow', { body: { level } });
