import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type CrmState = Schemas['CrmState'];
export type CrmKind = Schemas['CrmKind'];
export type CrmField = Schemas['CrmField'];
export type CrmMapping = Schemas['CrmMapping'];
export type CrmConflict = Schemas['CrmConflict'];
export type Rule = CrmField['rule'];

/** A first sync goes on by itself. */
export const LIVE = 5_000;

/** The CRMs, by the key of their connections. */
export const CRMS = {
  hubspot: { label: 'HubSpot', takesKey: true, property: /^([a-z][a-z0-9_]{0,99})?$/ },
  salesforce: { label: 'Salesforce', takesKey: false, property: /^([A-Za-z][A-Za-z0-9_]{0,79})?$/ },
} as const;
export type Crm = keyof typeof CRMS;

/** Its name in texts, and which of them say it otherwise for one of them. */
export const wordsOf = (system: Crm) => ({ crm: CRMS[system].label, context: system === 'salesforce' ? ('salesforce' as const) : undefined });
export const nameOf = (system: Crm) => ({ crm: CRMS[system].label });

export const stateQuery = (system: Crm, id: number) =>
  queryOptions({
    queryKey: [system, id, 'state'],
    queryFn: ({ signal }) => api.get('/crm/{crm_id}', { path: { crm_id: id }, signal }),
    refetchInterval: LIVE,
  });

/** Read again as often as its count is: a row that the count tells of has to be there. */
export const conflictsQuery = (system: Crm, id: number) =>
  infiniteQueryOptions({
    queryKey: [system, id, 'conflicts'],
    queryFn: ({ pageParam, signal }) => api.get('/crm/{crm_id}/conflicts', { path: { crm_id: id }, query: { cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: LIVE,
  });

export const crmApi = {
  sync: (id: number) => api.post('/crm/{crm_id}/sync', { path: { crm_id: id }, idempotencyKey: null }),
  save: (id: number, body: BodyOf<'/crm/{crm_id}', 'put'>) => api.put('/crm/{crm_id}', { path: { crm_id: id }, body }),
  settle: (id: number, choice: 'crm' | 'candor') =>
    api.post('/crm/conflicts/{conflict_id}', { path: { conflict_id: id }, body: { choice }, idempotencyKey: null }),
};
