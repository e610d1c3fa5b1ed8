import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, type SavedView, type ViewInput, type ViewKind } from '@/shared/api';
import { useMay, useMe, useTeams } from '@/shared/directory';
import { SelectField, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { useViewName, ViewDialog } from './view-dialog';

export interface ViewValues {
  query: string;
  sort: SavedView['sort'];
  columns: NonNullable<ViewInput['columns']>;
}

/** Write the current query over a view. */
export function useUpdateView() {
  const client = useQueryClient();
  const { t } = useTranslation('tickets');
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: ({ id, ...values }: ViewValues & { id: number }) => api.patch('/views/{view_id}', { path: { view_id: id }, body: values }),
    onSuccess: async (view) => {
      await client.invalidateQueries({ queryKey: keys.views });
      toast(t('view.saved', { name: view.name }));
    },
    onError: (error) => toastFailure(t('view.notSaved', { reason: reasonOf(error) })),
  });
}

export function useDeleteView(onDone: () => void) {
  const client = useQueryClient();
  const { t } = useTranslation('tickets');
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: (view: SavedView) => api.delete('/views/{view_id}', { path: { view_id: view.id } }),
    onSuccess: async (_nothing, view) => {
      await client.invalidateQueries({ queryKey: keys.views });
      toast(t('view.deleted', { name: view.name }), {
        undo: async () => {
          const { name, kind, team_id, query, sort, columns, position } = view;
          await api.post('/views', { body: { name, kind, team_id, query, sort, columns, position } });
          await client.invalidateQueries({ queryKey: keys.views });
        },
      });
      onDone();
    },
    onError: (error) => toastFailure(t('view.notSaved', { reason: reasonOf(error) })),
  });
}

export interface SaveViewDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  values: ViewValues;
  onSaved: (id: number) => void;
}

/** Name the current query and say whose view it is. */
export function SaveViewDialog({ isOpen, onOpenChange, values, onSaved }: SaveViewDialogProps) {
  const { t } = useTranslation('tickets');
  const client = useQueryClient();
  const me = useMe();
  const myTeams = useTeams().filter((team) => me?.team_ids.includes(team.id));
  const name = useViewName();
  const [kind, setKind] = useState<ViewKind>('personal');
  const mayShare = useMay('view.shared');
  const kinds: ViewKind[] = ['personal'];
  if (mayShare && myTeams.length > 0) kinds.push('team');
  if (mayShare) kinds.push('shared');
  const save = useMutation({
    mutationFn: (wanted: string) =>
      api.post('/views', {
        body: { name: wanted, kind, ...(kind === 'team' ? { team_id: myTeams[0]?.id } : {}), ...values },
      }),
    onSuccess: async (view) => {
      await client.invalidateQueries({ queryKey: keys.views });
      name.clear();
      onOpenChange(false);
      onSaved(view.id);
    },
  });
  return (
    <ViewDialog
      isOpen={isOpen}
      onClose={() => onOpenChange(false)}
      title={t('view.saveTitle')}
      action={t('view.save')}
      name={name}
      save={save}
    >
      <SelectField
        label={t('view.kind')}
        value={kind}
        options={kinds.map((value) => ({ value, label: t(`view.kindOf.${value}`, { team: myTeams[0]?.name }) }))}
        onChange={(value) => setKind(value)}
      />
    </ViewDialog>
  );
}
