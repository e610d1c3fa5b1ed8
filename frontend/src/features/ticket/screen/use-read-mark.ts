import { useCallback, useRef } from 'react';
import { useQueryClient } from '@tanstack/react-query';

import { keys, type TicketRow } from '@/shared/api';
import { patchTicketInLists } from '@/shared/api/ticket-cache';

import { ticketApi } from '../api';
import type { TicketDetail } from '../types';

/** Marks the ticket as read once its newest entry has been seen. */
export function useReadMark(number: number): (seenId: number) => void {
  const client = useQueryClient();
  const marked = useRef(0);
  return useCallback(
    (seenId) => {
      const known = client.getQueryData<TicketDetail>(keys.ticket(number));
      if (!known?.is_unread || seenId <= marked.current || seenId < (known.last_customer_entry_id ?? 0)) return;
      marked.current = seenId;
      ticketApi.markRead(number).then(
        () => {
          const row: Partial<TicketRow> = { is_unread: false };
          client.setQueryData<TicketDetail>(keys.ticket(number), (now) => now && { ...now, ...row });
          patchTicketInLists(client, { ...known, ...row });
        },
        () => {
          // It stays unread and is marked with the next look.
          marked.current = 0;
        },
      );
    },
    [client, number],
  );
}
