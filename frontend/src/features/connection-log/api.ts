import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '@/shared/api';
import { CALL_STATES, HOOK_STATES, type LogSearch } from './search';

export type Call = Schemas['SystemDelivery'];
export type CallText = Schemas['SystemDeliveryText'];
export type Hook = Schemas['SystemHook'];
export type HookText = Schemas['SystemHookText'];
export type Connection = Schemas['Connection'];

const PAGE_SIZE = 50;
/** Lines come by themselves. */
const LIVE = 10_000;

const logKey = ['connection-log'] as const;

export const connectionsQuery = queryOptions({
  queryKey: [...logKey, 'connections'],
  queryFn: ({ signal }) => api.get('/connections', { signal }).then(({ results }) => results),
});

export const callsQuery = ({ connection, state }: LogSearch) =>
  infiniteQueryOptions({
    queryKey: [...logKey, 'calls', connection, state],
    queryFn: ({ pageParam, signal }) =>
      api.get('/connections/deliveries', {
        query: { connection, state: CALL_STATES.find((one) => one === state), cursor: pageParam ?? undefined, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: LIVE,
  });

export const hooksQuery = ({ connection, state }: LogSearch) =>
  infiniteQueryOptions({
    queryKey: [...logKey, 'hooks', connection, state],
    queryFn: ({ pageParam, signal }) =>
      api.get('/connections/hooks', {
        query: { connection, state: HOOK_STATES.find((one) => one === state), cursor: pageParam ?? undefined, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: LIVE,
  });

export const callQuery = (id: number) =>
  queryOptions({
    queryKey: [...logKey, 'call', id],
    queryFn: ({ signal }) => api.get('/connections/deliveries/{delivery_id}', { path: { delivery_id: id }, signal }),
  });

export const hookQuery = (id: number) =>
  queryOptions({
    queryKey: [...logKey, 'hook', id],
    queryFn: ({ signal }) => api.get('/connections/hooks/{hook_id}', { path: { hook_id: id }, signal }),
  });

export const logApi = {
  key: logKey,
  replayCall: (id: number) => api.post('/connections/deliveries/{delivery_id}/replay', { path: { delivery_id: id }, idempotencyKey: null }),
  replayHook: (id: number) => api.post('/connections/hooks/{hook_id}/replay', { path: { hook_id: id }, idempotencyKey: null }),
};
