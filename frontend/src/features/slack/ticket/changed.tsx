import { useTranslation } from 'react-i18next';
import type { Entry } from '@/shared/api';

/** Says beside a message that its writer changed it afterwards; it stands as it was first written. */
export function ChangedMark({ entry }: { entry: Entry }) {
  const { t } = useTranslation('slack');
  if (entry.kind !== 'message') return null;
  const { is_deleted: isDeleted, is_edited: isEdited } = entry.payload;
  if (!isDeleted && !isEdited) return null;
  return <span className="t3 f12">{isDeleted ? t('entry.deleted') : t('entry.edited')}</span>;
}

/** What a message says now. */
export function ChangedText({ entry }: { entry: Entry }) {
  const { t } = useTranslation('slack');
  if (entry.kind !== 'integration' || entry.payload.step !== 'message_changed') return null;
  const { name } = entry.author;
  if (entry.payload.change === 'deleted') return t('entry.hasDeleted', { name });
  return (
    <>
      {t('entry.hasEdited', { name })} <q className="t2">{entry.body_text}</q>
    </>
  );
}
