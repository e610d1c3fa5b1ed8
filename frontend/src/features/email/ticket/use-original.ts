import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import { mailApi } from './api';
import type { OriginalMail } from './types';

/** The mail behind an entry, fetched when it is asked for; it never changes. */
export function useOriginal(number: number, entry: number): UseQueryResult<OriginalMail> {
  return useQuery<OriginalMail>({
    queryKey: ['tickets', 'original', number, entry],
    queryFn: ({ signal }) => mailApi.original(number, entry, signal),
    staleTime: Infinity,
    retry: false,
  });
}
