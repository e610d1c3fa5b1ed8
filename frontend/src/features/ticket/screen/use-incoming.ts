import { useCallback, useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { keys, type Me } from '@/shared/api';
import { refreshParts, useTicketSlots } from '@/shared/slots';
import { announce } from '@/shared/ui';

import { mergeEntries } from '../model/entries';
import { onSent, outbox } from '../outbox/store';
import type { Entry, TicketDetail } from '../types';

/** What to do with entries that arrive: tell readers, and hold back a send that has not seen them. */
export function useIncoming(number: number, me: Me | undefined): (entry: Entry) => void {
  const { t } = useTranslation('ticket');
  const selfId = me?.id ?? null;
  return useCallback(
    (entry) => {
      if (entry.kind !== 'message') return;
      outbox.news(number, entry, selfId);
      const isMine = entry.author.kind === 'staff' && entry.author.id === selfId;
      if (!isMine) announce(t('timeline.newFrom', { count: 1, name: entry.author.name }));
    },
    [number, selfId, t],
  );
}

/** Puts a message that the server has taken into the timeline, without waiting for the live event. */
export function useSent(number: number, onResolved: () => void): void {
  const client = useQueryClient();
  const { live } = useTicketSlots();
  useEffect(
    () =>
      onSent((message, entry) => {
        client.setQueryData<TicketDetail>(keys.ticket(message.ticket), (known) =>
          known
            ? {
                ...known,
                timeline: { ...known.timeline, results: mergeEntries(known.timeline.results, [entry]) },
                last_entry_id: Math.max(known.last_entry_id ?? 0, entry.id),
              }
            : known,
        );
        // The status, the clocks and other parts follow from the reply; the live event may be slower than this.
        void client.invalidateQueries({ queryKey: keys.ticket(message.ticket) });
        refreshParts(client, live, message.ticket, { name: 'tickets.reply_posted' });
        if (message.ticket === number && message.status === 'resolved') onResolved();
      }),
    [client, live, number, onResolved],
  );
}
