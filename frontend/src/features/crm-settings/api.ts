import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Connection = Schemas['Connection'];
export type CrmState = Schemas['CrmState'];
export type CrmKind = Schemas['CrmKind'];
export type CrmField = Schemas['CrmField'];
export type CrmMapping = Schemas['CrmMapping'];
export type CrmConflict = Schemas['CrmConflict'];
export type Rule = CrmField['rule'];

/** A first sync goes on by itself. */
const LIVE = 5_000;
const crmKey = ['crm'] as const;

export const connectionsQuery = queryOptions({
  queryKey: [...crmKey, 'connections'],
  queryFn: ({ signal }) => api.get('/connections', { query: { system: 'hubspot' }, signal }).then(({ results }) => results),
  refetchInterval: LIVE,
});

export const systemQuery = queryOptions({
  queryKey: [...crmKey, 'system'],
  queryFn: ({ signal }) =>
    api.get('/connections/systems', { signal }).then(({ results }) => results.find(({ key }) => key === 'hubspot') ?? null),
  staleTime: Infinity,
});

export const stateQuery = (id: number) =>
  queryOptions({
    queryKey: [...crmKey, id, 'state'],
    queryFn: ({ signal }) => api.get('/crm/{crm_id}', { path: { crm_id: id }, signal }),
    refetchInterval: LIVE,
  });

export const conflictsQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: [...crmKey, id, 'conflicts'],
    queryFn: ({ pageParam, signal }) => api.get('/crm/{crm_id}/conflicts', { path: { crm_id: id }, query: { cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

const of = (id: number) => ({ path: { connection_id: id } });

export const crmApi = {
  key: crmKey,
  // A key is told once and kept nowhere else: no answer with it is repeated.
  connect: (key: string) => api.post('/connections', { body: { system: 'hubspot', api_key: key }, idempotencyKey: null }),
  signIn: () => api.post('/connections/sign-in', { body: { system: 'hubspot' }, idempotencyKey: null }),
  disconnect: (id: number) => api.delete('/connections/{connection_id}', of(id)),
  pause: (id: number) => api.post('/connections/{connection_id}/pause', { ...of(id), idempotencyKey: null }),
  resume: (id: number) => api.post('/connections/{connection_id}/resume', { ...of(id), idempotencyKey: null }),
  sync: (id: number) => api.post('/crm/{crm_id}/sync', { path: { crm_id: id }, idempotencyKey: null }),
  save: (id: number, body: BodyOf<'/crm/{crm_id}', 'put'>) => api.put('/crm/{crm_id}', { path: { crm_id: id }, body }),
  settle: (id: number, choice: 'crm' | 'candor') =>
    api.post('/crm/conflicts/{conflict_id}', { path: { conflict_id: id }, body: { choice }, idempotencyKey: null }),
};
