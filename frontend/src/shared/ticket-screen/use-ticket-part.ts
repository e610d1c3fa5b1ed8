import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import { ApiProblem, keys } from '../api';

/** The answer, or null where the server says that there is none (404). */
export async function orNothing<Data>(wanted: Promise<Data>): Promise<Data | null> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

/**
 * A part of the ticket that has an endpoint of its own; null where it does not exist.
 *
 * `staysMs` says how long an answer is good; an event makes it old as well.
 */
export function useTicketPart<Data>(
  number: number,
  part: string,
  read: (number: number, signal?: AbortSignal) => Promise<Data>,
  { isEnabled = true, staysMs = 0 }: { isEnabled?: boolean; staysMs?: number } = {},
): UseQueryResult<Data> {
  return useQuery<Data>({
    queryKey: keys.ticketPart(number, part),
    queryFn: ({ signal }) => read(number, signal),
    enabled: isEnabled,
    staleTime: staysMs,
    retry: (count, error) => count < 1 && !(error instanceof ApiProblem && error.status < 500),
  });
}
