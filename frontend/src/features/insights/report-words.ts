import { useTranslation } from 'react-i18next';
import type { Report } from './words';

/** A Monday. */
const FIRST = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;

/** A weekday (0 is Monday), or a day of the month, as people say it. */
export function useDayName(): (every: Report['every'], day: number) => string {
  const { t, i18n } = useTranslation('insights');
  return (every, day) => (every === 'week' ? new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' }).format(FIRST + day * DAY) : t('plan.dayOfMonth', { day }));
}

export const hourName = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** When a report is mailed, in one line. */
export function useWhen(): (row: Report) => string {
  const { t } = useTranslation('insights');
  const dayName = useDayName();
  return (row) => t(row.every === 'week' ? 'plan.whenWeek' : 'plan.whenMonth', { day: dayName(row.every, row.on_day), hour: hourName(row.hour), zone: row.timezone });
}
