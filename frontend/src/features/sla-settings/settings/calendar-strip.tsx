import { useTranslation } from 'react-i18next';
import { spansOf, weekdayName, WEEKDAYS } from '@/shared/hours';
import { shortDate } from '@/shared/lib/dates';
import type { Calendar } from './api';

/** A calendar at a glance: its hours by weekday, its zone, and when it is closed next. */
export function CalendarStrip({ calendar }: { calendar: Calendar }) {
  const { t, i18n } = useTranslation('sla-settings');
  const spans = spansOf(calendar.intervals);
  return (
    <div className="slcal">
      <p className="why2">
        {calendar.name}, <bdi>{calendar.timezone}</bdi>
      </p>
      <dl>
        {WEEKDAYS.map((weekday) => {
          const open = spans.filter((span) => span.weekday === weekday);
          return (
            <div key={weekday}>
              <dt>{weekdayName(weekday, i18n.language, 'short')}</dt>
              <dd>{open.length > 0 ? open.map((span) => <bdi key={span.opens}>{`${span.opens}–${span.closes}`}</bdi>) : t('calendars.closed')}</dd>
            </div>
          );
        })}
      </dl>
      {calendar.closed_next.length > 0 ? (
        <p className="why2">
          {t('calendars.closedNext')}{' '}
          {calendar.closed_next.slice(0, 4).map((day) => `${shortDate(day.on, Date.now(), i18n.language)} ${day.name}`).join(', ')}
        </p>
      ) : null}
    </div>
  );
}
