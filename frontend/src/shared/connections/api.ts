import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '@/shared/api';

export type Connection = Schemas['Connection'];
export type System = Schemas['Connection']['system'];
export type SystemFacts = Schemas['System'];

const of = (id: number) => ({ path: { connection_id: id } });
const LIVE = 15_000;

/** The connections of one system; their keys begin with the system, as those of its own screens do. */
export const connectionsQuery = (system: string, every = LIVE) =>
  queryOptions({
    queryKey: [system, 'connections'],
    queryFn: ({ signal }) => api.get('/connections', { query: { system }, signal }).then(({ results }) => results),
    refetchInterval: every,
  });

/** What the installation knows of a system: whether people can sign in there, else what to set first. */
export const systemQuery = (system: string) =>
  queryOptions({
    queryKey: [system, 'system'],
    queryFn: ({ signal }) => api.get('/connections/systems', { signal }).then(({ results }) => results.find(({ key }) => key === system) ?? null),
    staleTime: Infinity,
  });

export const connectionsApi = {
  // A key is told once and kept nowhere else: no answer with it is repeated.
  connect: (system: string, key: string) => api.post('/connections', { body: { system, api_key: key }, idempotencyKey: null }),
  signIn: (system: string, connection: number | null) => api.post('/connections/sign-in', { body: { system, connection }, idempotencyKey: null }),
  pause: (id: number) => api.post('/connections/{connection_id}/pause', { ...of(id), idempotencyKey: null }),
  resume: (id: number) => api.post('/connections/{connection_id}/resume', { ...of(id), idempotencyKey: null }),
  disconnect: (id: number) => api.delete('/connections/{connection_id}', of(id)),
};
