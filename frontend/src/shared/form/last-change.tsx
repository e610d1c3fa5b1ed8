import { useTranslation } from 'react-i18next';
import type { Named } from '../api';
import { absoluteTime, relativeTime } from '../lib/dates';
import { useNow } from '../lib/ticker';

export interface LastChangeProps {
  /** Null where nothing was changed yet. */
  at: string | null;
  /** Null where a program did it, or somebody who is gone. */
  by: Named | null;
}

/** Who changed a setting last, and when; it stands below the form. */
export function LastChange({ at, by }: LastChangeProps) {
  const { t, i18n } = useTranslation('shared');
  const now = useNow(60_000);
  if (at === null) return <p className="changed">{t('form.neverChanged')}</p>;
  const when = relativeTime(at, now, i18n.language);
  return (
    <p className="changed">
      <time dateTime={at} title={absoluteTime(at, i18n.language)}>
        {by ? t('form.changedBy', { name: by.name, when }) : t('form.changed', { when })}
      </time>
    </p>
  );
}
