import { QueryClient } from '@tanstack/react-query';
import { isProblem } from '@/shared/api';

const TRIES = 2;

/** Live events keep the lists fresh, so that an answer stays good for half a minute. */
export function makeQueryClient(): QueryClient {
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
