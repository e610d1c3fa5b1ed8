import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Field, toast, useReason } from '@/shared/ui';
import { assistantApi, assistantKeys, replayQuery, type Draft } from './api';
import { DifferenceList } from './difference-list';
import { summaryOf } from './replay-summary';

export interface PublishDialogProps {
  draft: Draft;
  next: number;
  onClose: () => void;
}

/** What publishing changes, in settings and in answers, and a note for those who come later. */
export function PublishDialog({ draft, next, onClose }: PublishDialogProps) {
  const { t } = useTranslation('assistant-settings');
  const queries = useQueryClient();
  const [note, setNote] = useState(draft.note);
  const replay = useQuery(replayQuery).data?.replay;
  const publish = useMutation({
    mutationFn: () => assistantApi.publish(note.trim(), draft.revision),
    onSuccess: async ({ version }) => {
      await queries.invalidateQueries({ queryKey: assistantKeys.all });
      onClose();
      toast(t('published', { version }));
    },
  });
  const reason = useReason(publish.error);
  const known = replay?.is_current && replay.state !== 'running' ? replay : null;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('publishTitle', { version: next })}
      description={t('publishHint')}
      width={560}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" busy={publish.isPending ? t('publishing') : null} onClick={() => publish.mutate()}>
            {t('publish', { version: next })}
          </Button>
        </>
      }
    >
      <Field label={t('note')} hint={t('noteHint')} maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
      <h3>{t('whatChanges')}</h3>
      <DifferenceList differences={draft.differences} />
      <h3>{t('whatAnswers')}</h3>
      <p className="hint" dir="auto">
        {known ? summaryOf(t, known) : t(replay?.is_current ? 'stillReplaying' : 'notReplayed')}
      </p>
      <div role="alert">
        {publish.error ? (
          <p className="hint bad" dir="auto">
            <b>{t('notPublished')}</b> {reason}
          </p>
        ) : null}
      </div>
    </Dialog>
  );
}
