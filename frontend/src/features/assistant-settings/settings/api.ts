import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Live = Schemas['LiveConfiguration'];
export type Draft = Schemas['ConfigurationDraft'];
export type Content = Schemas['Configuration'];
export type Boundary = Schemas['ConfiguredBoundary'];
export type Action = Schemas['ConfiguredAction'];
export type ActionSource = Schemas['ActionSource'];
export type ActionSecret = Schemas['ActionSecret'];
export type ActionUse = Schemas['ActionUse'];
export type ActionFigures = Schemas['ActionFigures'];
export type TriedAction = Schemas['TriedAction'];
export type ActionTrial = BodyOf<'/assistant/actions/trial', 'post'>;
export type Limit = Schemas['ConfidenceLimit'];
export type Difference = Schemas['ConfigurationDifference'];
export type Version = Schemas['ConfigurationVersion'];
export type Curve = Schemas['ConfidenceCurve'];
export type Point = Schemas['CurvePoint'];
export type Result = Schemas['TriedResult'];
export type Tried = Schemas['TriedQuestion'];
export type Replay = Schemas['Replay'];
export type ReplayItem = Schemas['ReplayItem'];
export type BenchQuestion = Schemas['BenchQuestion'];
export type Spending = Schemas['Spending'];
export type Question = BodyOf<'/assistant/try', 'post'>;
export type NewBench = BodyOf<'/assistant/bench', 'post'>;

export type UseState = ActionUse['state'] | '';

const ROOT = ['assistant', 'configuration'] as const;
export const assistantKeys = {
  all: ROOT,
  live: [...ROOT, 'live'] as const,
  draft: [...ROOT, 'draft'] as const,
  versions: [...ROOT, 'versions'] as const,
  version: (version: number, since: number) => [...ROOT, 'versions', version, since] as const,
  curve: [...ROOT, 'curve'] as const,
  replay: [...ROOT, 'replay'] as const,
  items: (replay: number, done: number, show: string) => [...ROOT, 'replay', replay, done, show] as const,
  bench: [...ROOT, 'bench'] as const,
  spending: [...ROOT, 'spending'] as const,
  actions: [...ROOT, 'actions'] as const,
  secrets: [...ROOT, 'actions', 'secrets'] as const,
  uses: (state: UseState) => [...ROOT, 'actions', 'uses', state] as const,
};

const WHILE_RUNNING = 1_500;

export const liveQuery = queryOptions({
  queryKey: assistantKeys.live,
  queryFn: ({ signal }) => api.get('/assistant/configuration', { signal }),
});

export const draftQuery = queryOptions({
  queryKey: assistantKeys.draft,
  queryFn: ({ signal }) => api.get('/assistant/draft', { signal }).then(({ draft }) => ({ draft })),
});

export const versionsQuery = queryOptions({
  queryKey: assistantKeys.versions,
  queryFn: ({ signal }) => api.get('/assistant/versions', { signal }).then(({ results }) => results),
});

export const versionQuery = (version: number, since: number) =>
  queryOptions({
    queryKey: assistantKeys.version(version, since),
    queryFn: ({ signal }) => api.get('/assistant/versions/{version}', { path: { version }, query: { since }, signal }),
  });

export const curveQuery = queryOptions({
  queryKey: assistantKeys.curve,
  queryFn: ({ signal }) => api.get('/assistant/confidence', { signal }),
});

export const replayQuery = queryOptions({
  queryKey: assistantKeys.replay,
  queryFn: ({ signal }) => api.get('/assistant/replays', { signal }),
  refetchInterval: ({ state }) => (state.data?.replay?.state === 'running' ? WHILE_RUNNING : false),
});

export const itemsQuery = (replay: Replay, show: 'changed' | 'all') =>
  queryOptions({
    // What is done is part of the key: while a replay runs, there is more each time.
    queryKey: assistantKeys.items(replay.id, replay.done, show),
    queryFn: ({ signal }) => api.get('/assistant/replays/{replay_id}/items', { path: { replay_id: replay.id }, query: { show }, signal }),
  });

export const benchQuery = queryOptions({
  queryKey: assistantKeys.bench,
  queryFn: ({ signal }) => api.get('/assistant/bench', { signal }).then(({ results }) => results),
});

export const spendingQuery = queryOptions({
  queryKey: assistantKeys.spending,
  queryFn: ({ signal }) => api.get('/assistant/spending', { signal }),
});

export const actionsQuery = queryOptions({
  queryKey: assistantKeys.actions,
  queryFn: ({ signal }) => api.get('/assistant/actions', { signal }),
});

export const secretsQuery = queryOptions({
  queryKey: assistantKeys.secrets,
  queryFn: ({ signal }) => api.get('/assistant/actions/secrets', { signal }).then(({ results }) => results),
});

export const usesQuery = (state: UseState) =>
  infiniteQueryOptions({
    queryKey: assistantKeys.uses(state),
    queryFn: ({ signal, pageParam }) =>
      api.get('/assistant/actions/uses', { query: { ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}), limit: 25 }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

export const assistantApi = {
  /** Refused with 412 where somebody has changed the draft since `revision`; 0 where there was none. */
  save: (content: Content, note: string, revision: number) => api.put('/assistant/draft', { body: { content: { ...content }, note }, ifMatch: revision }),
  discard: (revision: number) => api.delete('/assistant/draft', { ifMatch: revision }),
  publish: (note: string, revision: number) => api.put('/assistant/draft/publish', { body: { note }, ifMatch: revision }),
  restore: (version: number, live: number) => api.put('/assistant/versions/{version}/restore', { path: { version }, ifMatch: live }),
  attempt: (question: Question) => api.post('/assistant/try', { body: question }),
  replay: (tickets: 50 | 200 | 500) => api.post('/assistant/replays', { body: { tickets } }),
  attemptAction: (trial: ActionTrial) => api.post('/assistant/actions/trial', { body: trial }),
  keepSecret: (name: string, host: string, value: string) => api.put('/assistant/actions/secrets/{name}', { path: { name }, body: { host, value } }),
  dropSecret: (name: string) => api.delete('/assistant/actions/secrets/{name}', { path: { name } }),
  stop: (replay: number) => api.post('/assistant/replays/{replay_id}/stop', { path: { replay_id: replay } }),
  keep: (question: NewBench) => api.post('/assistant/bench', { body: question }),
  drop: (question: number) => api.delete('/assistant/bench/{bench_id}', { path: { bench_id: question } }),
};
