import { useQueries } from '@tanstack/react-query';
import { api, keys } from '@/shared/api';

/** The names of companies by id; those that are gone, or not read yet, have none. */
export function useCompanyNames(ids: readonly number[]): ReadonlyMap<number, string> {
  return useQueries({
    queries: [...new Set(ids)].map((id) => ({
      queryKey: keys.company(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get('/companies/{company_id}', { path: { company_id: id }, signal }),
      staleTime: 60_000,
      retry: false,
    })),
    combine: (found) => new Map(found.flatMap(({ data }) => (data ? [[data.id, data.name] as const] : []))),
  });
}
