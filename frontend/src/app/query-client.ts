import { notifyManager, QueryClient } from '@tanstack/react-query';
import { isProblem } from '@/shared/api';

const TRIES = 2;

/**
 * The cache of the workspace. Live events keep the lists fresh, so that an answer stays good for half a minute.
 *
 * What a save changes is drawn within the click that began it. By default the news waits for a timer, and until
 * that fires a box that was just ticked jumps back: on a busy machine long enough to be seen and clicked again.
 */
export function makeQueryClient(): QueryClient {
  notifyManager.setScheduler(queueMicrotask);
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < TRIES && isProblem(error) && (error.isOffline || error.status >= 500),
      },
      mutations: { retry: false },
    },
  });
}
