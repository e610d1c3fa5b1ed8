import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '@/shared/api';

export type SystemCheck = Schemas['SystemCheck'];
export type SystemProblem = SystemCheck['problems'][number];

export const healthQuery = queryOptions({
  queryKey: ['system-health'] as const,
  queryFn: ({ signal }) => api.get('/system/health', { signal }),
  // Each look asks the server to check everything.
  staleTime: 30_000,
});
