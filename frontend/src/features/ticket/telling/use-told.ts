import { useQuery } from '@tanstack/react-query';

import { keys } from '@/shared/api';

import { useTicketScreen } from '../ticket-context';
import { tellingApi, type ProblemReply } from './api';

export const TOLD = 'incident-replies';
const WHILE_SENDING = 2000;
const NOTHING: readonly ProblemReply[] = [];

export const isUnderWay = ({ state }: ProblemReply): boolean => state === 'waiting' || state === 'sending';

/** What was written to all incidents of this ticket, the newest first; asked only of a ticket that has any. */
export function useTold(): readonly ProblemReply[] {
  const { ticket } = useTicketScreen();
  const query = useQuery({
    queryKey: keys.ticketPart(ticket.number, TOLD),
    queryFn: ({ signal }) => tellingApi.list(ticket.number, signal),
    enabled: ticket.links.some(({ kind, direction }) => kind === 'incident' && direction === 'from'),
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.data?.results.some(isUnderWay) ? WHILE_SENDING : false),
  });
  return query.data?.results ?? NOTHING;
}
