import { useCallback, useRef } from 'react';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';

import { ApiProblem, keys } from '@/shared/api';
import { useLiveEvents, type LiveEvent } from '@/shared/realtime';
import { refreshParts, useTicketSlots } from '@/shared/slots';

import { ticketApi } from '../api';
import { mergeDetail, mergeEntries, newsOf, withLiveEvent } from '../model/entries';
import rereads from '../model/rereads.json';
import type { Entry, TicketDetail } from '../types';

/** Events that can change what their data do not tell: what this reader may do, the rating, when we first replied. */
const REREADS = new Set<string>(rereads);

/** Events after which entries of any age may have come or gone: earlier pages are read anew. */
const REGROUPS = new Set(['tickets.ticket_merged', 'tickets.ticket_unmerged']);

/** The ticket with the part of its timeline that has been loaded, kept current by the live socket. */
export function useTicket(
  number: number,
  onEntry: (entry: Entry) => void,
): UseQueryResult<TicketDetail> {
  const client = useQueryClient();
  const { live } = useTicketSlots();
  const key = keys.ticket(number);
  const isRegrouped = useRef(false);

  const query = useQuery<TicketDetail>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const before = client.getQueryData<TicketDetail>(key);
      const hasMoved = isRegrouped.current;
      isRegrouped.current = false;
      const fresh = await ticketApi.read(number, signal);
      if (hasMoved) return fresh;
      return mergeDetail(client.getQueryData<TicketDetail>(key), fresh, before);
    },
    // Events were missed while another ticket was open.
    refetchOnMount: 'always',
    retry: (count, error) => count < 2 && !(error instanceof ApiProblem && error.status < 500),
  });

  const onEvent = useCallback(
    (event: LiveEvent) => {
      const { data } = event;
      if (!('ticket' in data)) return;
      const known = client.getQueryData<TicketDetail>(keys.ticket(number));
      if (REGROUPS.has(event.name)) isRegrouped.current = true;
      if (known) {
        const seen = new Set(known.timeline.results.map((entry) => entry.id));
        client.setQueryData(keys.ticket(number), withLiveEvent(known, data));
        newsOf(known, data).filter((entry) => !seen.has(entry.id)).forEach(onEntry);
      }
      // An answer under way may have been made before this event.
      if (!known || REREADS.has(event.name)) {
        void client.invalidateQueries({ queryKey: keys.ticket(number) });
      }
      refreshParts(client, live, number, event);
    },
    [client, number, onEntry, live],
  );
  useLiveEvents(`ticket:${number}`, onEvent);

  return query;
}

/** Loads the page before the oldest entry shown; `onArrival` is called right before it is put in. */
export function useEarlier(number: number): (onArrival: () => void) => Promise<void> {
  const client = useQueryClient();
  return useCallback(async (onArrival) => {
    const before = client.getQueryData<TicketDetail>(keys.ticket(number))?.timeline.previous;
    if (!before) return;
    const page = await ticketApi.earlier(number, before);
    onArrival();
    client.setQueryData<TicketDetail>(keys.ticket(number), (known) =>
      known
        ? {
            ...known,
            timeline: { results: mergeEntries(known.timeline.results, page.results), previous: page.previous },
          }
        : known,
    );
  }, [client, number]);
}
