import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Webhook = Schemas['Webhook'];
export type NewWebhook = Schemas['NewWebhook'];
export type Secret = Schemas['WebhookSecret'];
export type Delivery = Schemas['WebhookDelivery'];
export type DeliveryText = Schemas['WebhookDeliveryText'];
export type EventType = Schemas['EventType'];
export type Shown = Delivery['state'];

const PAGE_SIZE = 50;
/** Deliveries come and go by themselves. */
const LIVE = 5_000;

const webhooksKey = ['webhooks'] as const;

export const webhooksQuery = queryOptions({
  queryKey: [...webhooksKey, 'list'],
  queryFn: ({ signal }) => api.get('/webhooks', { signal }).then(({ results }) => results),
  refetchInterval: LIVE,
});

export const eventTypesQuery = queryOptions({
  queryKey: ['event-types'],
  queryFn: ({ signal }) => api.get('/event-types', { signal }).then(({ results }) => results),
  staleTime: Infinity,
});

export const deliveriesQuery = (id: number, state: Shown | undefined) =>
  infiniteQueryOptions({
    queryKey: [...webhooksKey, id, 'deliveries', state],
    queryFn: ({ pageParam, signal }) =>
      api.get('/webhooks/{webhook_id}/deliveries', { path: { webhook_id: id }, query: { state, cursor: pageParam ?? undefined, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: LIVE,
  });

export const deliveryQuery = (id: number, delivery: number) =>
  queryOptions({
    queryKey: [...webhooksKey, id, 'delivery', delivery],
    queryFn: ({ signal }) => api.get('/webhooks/{webhook_id}/deliveries/{delivery_id}', { path: { webhook_id: id, delivery_id: delivery }, signal }),
    refetchInterval: ({ state: { data } }) => (data && (data.state === 'waiting' || data.state === 'sending') ? LIVE : false),
  });

const of = (id: number) => ({ path: { webhook_id: id } });

export const webhooksApi = {
  key: webhooksKey,
  // A secret is told once and kept nowhere, so that the server repeats no answer with it and refuses a key.
  create: (body: BodyOf<'/webhooks', 'post'>) => api.post('/webhooks', { body, idempotencyKey: null }),
  change: (id: number, body: BodyOf<'/webhooks/{webhook_id}', 'patch'>) => api.patch('/webhooks/{webhook_id}', { ...of(id), body }),
  remove: (id: number) => api.delete('/webhooks/{webhook_id}', of(id)),
  addSecret: (id: number) => api.post('/webhooks/{webhook_id}/secrets', { ...of(id), idempotencyKey: null }),
  retire: (id: number, secret: number) => api.delete('/webhooks/{webhook_id}/secrets/{secret_id}', { path: { webhook_id: id, secret_id: secret } }),
  test: (id: number) => api.post('/webhooks/{webhook_id}/test', { ...of(id), idempotencyKey: null }),
  resume: (id: number) => api.post('/webhooks/{webhook_id}/resume', { ...of(id), idempotencyKey: null }),
  replayFailed: (id: number) => api.post('/webhooks/{webhook_id}/replay-failed', { ...of(id), idempotencyKey: null }),
  replay: (id: number, delivery: number) =>
    api.post('/webhooks/{webhook_id}/deliveries/{delivery_id}/replay', { path: { webhook_id: id, delivery_id: delivery }, idempotencyKey: null }),
};
