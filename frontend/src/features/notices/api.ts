import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api, keys, type NoticesChange } from '@/shared/api';

const PAGE_SIZE = 50;
/** The server counts no further. */
const MOST = 100;

export const noticesQuery = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: [...keys.notices, 'list', unread],
    queryFn: ({ pageParam, signal }) =>
      api.get('/notices', { query: { ...(unread ? { unread: true } : {}), cursor: pageParam ?? undefined, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

/** How many are unread. */
export const unreadQuery = queryOptions({
  queryKey: [...keys.notices, 'unread'],
  queryFn: ({ signal }) => api.get('/notices', { query: { unread: true, limit: 1 }, signal }),
  select: (page) => page.unread,
});

export const choicesQuery = queryOptions({
  queryKey: [...keys.notices, 'choices'],
  queryFn: ({ signal }) => api.get('/notices/choices', { signal }),
});

export const badgeOf = (unread: number): string | undefined => (unread >= MOST ? '99+' : unread > 0 ? String(unread) : undefined);

/** Puts notices away, or takes them out again, and brings the lists up to date. */
export async function changeNotices(client: QueryClient, change: NoticesChange): Promise<number> {
  const answer = 'unread' in change ? await api.post('/notices/unread', { body: { ids: change.unread } }) : await api.post('/notices/read', { body: change });
  // The choices stay as they are.
  await client.invalidateQueries({ queryKey: keys.notices, predicate: ({ queryKey }) => queryKey[1] !== 'choices' });
  return answer.changed;
}
