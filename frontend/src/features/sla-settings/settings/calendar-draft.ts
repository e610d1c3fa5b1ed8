import type { Calendar, CalendarsBody } from './api';
import { isTime, spansOf, wholeTime } from '@/shared/hours';

/** A calendar while it is edited: nights in one piece, and a key that stays. */
export interface CalendarDraft extends Omit<Calendar, 'id' | 'closed_next'> {
  id: number | null;
  key: string;
  closed_next: Calendar['closed_next'];
}

let made = 0;

export const calendarDraftsOf = (calendars: readonly Calendar[]): CalendarDraft[] =>
  calendars.map((one) => ({ ...one, intervals: spansOf(one.intervals), key: `calendar-${one.id}` }));

/** Office hours from Monday to Friday, in the zone of whoever makes it. */
export function newCalendar(name: string): CalendarDraft {
  made += 1;
  return {
    id: null,
    key: `new-${made}`,
    name,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    is_default: false,
    holiday_region: '',
    intervals: [0, 1, 2, 3, 4].map((weekday) => ({ weekday, opens: '09:00', closes: '17:00' })),
    holidays: [],
    brand_ids: [],
    team_ids: [],
    closed_next: [],
  };
}

export function calendarsBody(drafts: readonly CalendarDraft[]): CalendarsBody {
  return {
    results: drafts.map(({ id, key: _key, closed_next: _next, ...rest }) => {
      const intervals = rest.intervals.map((one) => ({ ...one, opens: wholeTime(one.opens), closes: wholeTime(one.closes) }));
      return id === null ? { ...rest, intervals } : { id, ...rest, intervals };
    }),
  } as CalendarsBody;
}

/** Whether the server can take it as it stands. */
export const isWhole = (draft: CalendarDraft): boolean =>
  draft.name.trim() !== '' &&
  draft.intervals.length > 0 &&
  draft.intervals.every((one) => isTime(one.opens) && isTime(one.closes) && wholeTime(one.opens) !== wholeTime(one.closes)) &&
  draft.holidays.every((day) => day.on !== '' && day.name.trim() !== '');
