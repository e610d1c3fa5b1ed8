import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { Button, Dialog, ErrorState, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { tagKeys, tagsApi, type TagsChange } from './api';

/** A change that is over, and the way back. */
export function DoneChange({ change }: { change: TagsChange }) {
  const { t, i18n } = useTranslation('fields-settings');
  const [isAsking, setAsking] = useState(false);
  const names = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(change.sources);
  const { target, changed: count, by } = change;
  const until = change.undo_until === null ? '' : absoluteTime(change.undo_until, i18n.language);
  return (
    <>
      <span dir="auto">{t(target ? 'tags.merged' : 'tags.deleted', { names, target, count, who: by.name, until })}</span>{' '}
      <Button size="sm" onClick={() => setAsking(true)}>
        {t('tags.undo')}
      </Button>
      {isAsking ? <UndoDialog change={change} names={names} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function UndoDialog({ change, names, onClose }: { change: TagsChange; names: string; onClose: () => void }) {
  const { t } = useTranslation('fields-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const preview = useQuery({
    queryKey: [...tagKeys.all, 'back', change.id] as const,
    queryFn: ({ signal }) => tagsApi.back(change.id, signal),
    staleTime: 0,
  });
  const undo = useMutation({
    mutationFn: () => tagsApi.undo(change.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: tagKeys.all });
      toast(t('tags.undoBegun'));
      onClose();
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const found = preview.data;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t('tags.ask.undo', { names })}
      width={520}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('keep')}
          </Button>
          <Button variant="primary" busy={undo.isPending ? t('tags.beginning') : null} unavailable={found ? null : t('tags.undoFirst')} onClick={() => undo.mutate()}>
            {t('tags.undo')}
          </Button>
        </>
      }
    >
      {preview.error ? <ErrorState title={t('tags.previewFault')} error={preview.error} /> : null}
      {found ? (
        <div role="status">
          <p>{t('tags.back', { count: found.tickets })}</p>
          {found.changed > 0 ? <p>{t('tags.backNot', { count: found.changed })}</p> : null}
          <p className="hint">{t('tags.backStays')}</p>
        </div>
      ) : null}
    </Dialog>
  );
}
