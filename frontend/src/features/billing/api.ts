import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type BillingState = Schemas['BillingState'];
export type BillingKind = Schemas['BillingKind'];
export type BillingSettings = Schemas['BillingSettings'];
export type BillingCustomer = Schemas['BillingCustomer'];
export type Match = BillingCustomer['match'];

/** A first reading goes on by itself. */
export const LIVE = 5_000;
export const SYSTEM = 'stripe';
const billingKey = [SYSTEM] as const;

export const stateQuery = (id: number) =>
  queryOptions({
    queryKey: [...billingKey, id, 'state'],
    queryFn: ({ signal }) => api.get('/billing/{billing_id}', { path: { billing_id: id }, signal }),
    refetchInterval: LIVE,
  });

export const customersQuery = (id: number, match: Match, text: string) =>
  infiniteQueryOptions({
    queryKey: [...billingKey, id, 'customers', match, text],
    queryFn: ({ pageParam, signal }) =>
      api.get('/billing/{billing_id}/customers', {
        path: { billing_id: id },
        query: { match, q: text || undefined, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: LIVE,
  });

/** Companies by a part of their name, for a short list to choose from. */
export const companiesQuery = (text: string) =>
  queryOptions({
    queryKey: [...billingKey, 'companies', text],
    queryFn: ({ signal }) => api.get('/companies', { query: { q: text, limit: 20 }, signal }).then(({ results }) => results),
    enabled: text.length > 1,
  });

export const billingApi = {
  key: billingKey,
  setSecret: (id: number, secret: string) => api.post('/connections/{connection_id}/hook-secrets', { path: { connection_id: id }, body: { secret }, idempotencyKey: null }),
  sync: (id: number) => api.post('/billing/{billing_id}/sync', { path: { billing_id: id }, idempotencyKey: null }),
  save: (id: number, body: BodyOf<'/billing/{billing_id}', 'put'>) => api.put('/billing/{billing_id}', { path: { billing_id: id }, body }),
  settle: (id: number, body: BodyOf<'/billing/customers/{customer_id}', 'put'>) =>
    api.put('/billing/customers/{customer_id}', { path: { customer_id: id }, body }),
};
