import { useTranslation } from 'react-i18next';

import { absoluteTime, clockTime } from '@/shared/lib/dates';

/** The time of day; the day stands above. Date and zone on hover. */
export function EntryTime({ at, to }: { at: string; to?: string }) {
  const { t, i18n } = useTranslation('ticket');
  const from = clockTime(at, i18n.language);
  const end = to ? clockTime(to, i18n.language) : from;
  return (
    <time dateTime={at} title={absoluteTime(at, i18n.language)}>
      {end === from ? from : t('timeline.span', { from, to: end })}
    </time>
  );
}
