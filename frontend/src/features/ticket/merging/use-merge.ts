import { useRef } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { refreshTickets } from '@/shared/ticket-list';
import { toast, toastFailure, useReasonOf } from '@/shared/ui';

import { ticketApi } from '../api';
import { mergingApi } from './api';

/** Read both tickets of a merge again, and the lists they stand in. */
function useRefresh(): (numbers: readonly number[]) => Promise<unknown> {
  const client = useQueryClient();
  return (numbers) =>
    Promise.all([
      ...numbers.map((number) => client.invalidateQueries({ queryKey: keys.ticket(number) })),
      refreshTickets(client),
    ]);
}

/** Makes another ticket a part of this one, with the way back in the toast. */
export function useMerge(number: number, onDone: () => void) {
  const { t } = useTranslation('ticket');
  const refresh = useRefresh();
  const reasonOf = useReasonOf();
  // A second press repeats the first request.
  const request = useRef<Record<number, string>>({});
  return useMutation({
    mutationFn: (source: number) =>
      mergingApi.merge(number, source, (request.current[source] ??= crypto.randomUUID())),
    onSuccess: async ({ undo }, source) => {
      onDone();
      toast(t('merge.done', { source, target: number }), {
        undo: async () => {
          try {
            const { failed } = await ticketApi.undo(undo);
            if (failed[0]) toastFailure(failed[0].detail);
          } catch (error) {
            toastFailure(reasonOf(error));
          }
          await refresh([number, source]);
        },
      });
      await refresh([number, source]);
    },
    onError: (error) => toastFailure(t('merge.failed', { reason: reasonOf(error) })),
  });
}

/** Takes a merge back from the line that tells of it. */
export function useUnmerge(number: number) {
  const { t } = useTranslation('ticket');
  const refresh = useRefresh();
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: (id: number) => mergingApi.unmerge(id),
    onSuccess: async ({ source }) => {
      toast(t('merge.undone', { source: source.number }));
      await refresh([number, source.number]);
    },
    onError: (error) => toastFailure(t('merge.notUndone', { reason: reasonOf(error) })),
  });
}
