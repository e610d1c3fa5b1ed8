import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys } from '@/shared/api';
import { refreshTickets } from '@/shared/ticket-list';
import { toast, toastFailure, useReasonOf } from '@/shared/ui';
import type { Merge, MergePreview } from './types';

/** Refetch what a merge touches: the contacts, and whose each ticket is. */
function refresh(client: QueryClient): Promise<unknown> {
  return Promise.all([client.invalidateQueries({ queryKey: keys.contacts }), refreshTickets(client)]);
}

/** Merge as previewed, with the way back in the toast. */
export function useMerge(onDone: (survivor: number) => void) {
  const client = useQueryClient();
  const { t } = useTranslation('customers');
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: ({ into, from }: MergePreview) => 
      api.post('/contacts/{contact_id}/merge', { path: { contact_id: into.id }, body: { from_id: from.id } }),
    onSuccess: async ({ undo }, { into, from }) => {
      onDone(into.id);
      toast(t('merge.done', { source: from.name, target: into.name }), {
        undo: async () => {
          try {
            const { failed } = await api.post('/undo', { body: { token: undo } });
            if (failed[0]) toastFailure(failed[0].detail);
          } catch (error) {
            toastFailure(reasonOf(error));
          }
          await refresh(client);
        },
      });
      await refresh(client);
    },
    onError: (error) => toastFailure(t('merge.failed', { reason: reasonOf(error) })),
  });
}

/** Take an earlier merge back from its record. */
export function useUnmerge(name: string) {
  const client = useQueryClient();
  const { t } = useTranslation('customers');
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: ({ id }: Merge) => api.post('/contacts/merges/{merge_id}/undo', { path: { merge_id: id } }),
    onSuccess: async (_, { contact }) => {
      toast(t('merge.undone', { source: contact?.name ?? '', target: name }));
      await refresh(client);
    },
    onError: (error) => toastFailure(t('merge.notUndone', { reason: reasonOf(error) })),
  });
}
