import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys, type BulkChanges, type BulkResult } from '../api';
import { toast, toastFailure, useReasonOf } from '../ui';

/** Most tickets one request takes. */
export const BULK_LIMIT = 200;

export interface BulkInput {
  numbers: readonly number[];
  changes: BulkChanges;
}

/** Refetch what a change of many tickets touches. */
export function refreshTickets(client: QueryClient): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: keys.ticketLists }),
    client.invalidateQueries({ queryKey: keys.viewCounts }),
    client.invalidateQueries({ queryKey: ['tickets', 'detail'] }),
  ]);
}

/** One change to many tickets, undone as one. */
export function useBulk(onDone: (result: BulkResult) => void = () => undefined) {
  const client = useQueryClient();
  const { t } = useTranslation('ticket-list');
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: ({ numbers, changes }: BulkInput) => api.post('/tickets/bulk', { body: { numbers, changes } }),
    onSuccess: async (result) => {
      await refreshTickets(client);
      onDone(result);
      const [first] = result.failed;
      if (first) {
        toastFailure(
          t('bulk.someFailed', { count: result.failed.length, number: first.number, detail: first.detail, changed: result.changed.length }),
        );
        return;
      }
      const token = result.undo;
      const text = t('bulk.changed', { count: result.changed.length });
      if (!token) {
        toast(t('bulk.nothingChanged'));
        return;
      }
      toast(text, {
        undo: async () => {
          try {
            const { failed } = await api.post('/undo', { body: { token } });
            if (failed[0]) toastFailure(t('bulk.undoFailed', { count: failed.length, detail: failed[0].detail }));
          } catch (error) {
            toastFailure(reasonOf(error));
          }
          await refreshTickets(client);
        },
      });
    },
    onError: (error) => toastFailure(t('bulk.failed', { reason: reasonOf(error) })),
  });
}
