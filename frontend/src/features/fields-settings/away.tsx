import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AskedRemoval } from '@/shared/form';
import { Button, toastFailure, useReasonOf } from '@/shared/ui';

export interface AwayProps {
  name: string;
  isArchived: boolean;
  /** What archiving and deleting mean, with what hangs on the field. */
  archiveMeans: string;
  removeMeans: string;
  /** Whether nothing has a value of it. */
  isEmpty: boolean;
  archive: () => Promise<unknown>;
  restore: () => Promise<unknown>;
  remove: () => Promise<unknown>;
  onRemoved: () => Promise<void>;
}

/** Archiving a field, and the way back; deleting one of which nothing has a value. */
export function Away({ name, isArchived, archiveMeans, removeMeans, isEmpty, archive, restore, remove, onRemoved }: AwayProps) {
  const { t } = useTranslation('fields-settings');
  const reasonOf = useReasonOf();
  const back = useMutation({ mutationFn: restore, onError: (error) => toastFailure(reasonOf(error)) });
  return (
    <>
      {isArchived ? (
        <Button variant="ghost" busy={back.isPending ? t('restoring') : null} onClick={() => back.mutate()}>
          {t('restore')}
        </Button>
      ) : (
        <AskedRemoval
          action={t('archive')}
          title={t('archiveAsk', { name })}
          consequence={archiveMeans}
          cancel={t('keep')}
          busy={t('archiving')}
          done={t('archivedDone', { name })}
          remove={archive}
          onRemoved={() => undefined}
        />
      )}
      {isEmpty ? (
        <AskedRemoval
          action={t('remove')}
          title={t('removeAsk', { name })}
          consequence={removeMeans}
          cancel={t('keep')}
          busy={t('removing')}
          done={t('removed', { name })}
          remove={remove}
          onRemoved={onRemoved}
        />
      ) : null}
    </>
  );
}
