import type { Calendar, CalendarsBody, Interval } from './api';
import { mergedThreeWays, type Merge, type Sides } from '@/shared/lib/three-way';
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

const isSame = (a: CalendarDraft, b: CalendarDraft): boolean => {
  // Who works by it is decided for all calendars together.
  const rest = (one: CalendarDraft): CalendarDraft => ({ ...one, is_default: false, brand_ids: [], team_ids: [] });
  return a.id === b.id && JSON.stringify(calendarsBody([rest(a)])) === JSON.stringify(calendarsBody([rest(b)]));
};

type Owns = (one: CalendarDraft) => boolean;

/** A draft on top of what others published meanwhile: still one default, and one calendar for a brand or team. */
export function mergedCalendars(sides: Sides<CalendarDraft>): Merge<CalendarDraft> {
  const { items, notes } = mergedThreeWays(sides, isSame, (one) => ({ ...one, id: null }));
  const ownerIn = (list: readonly CalendarDraft[], owns: Owns): string | undefined => list.find(owns)?.key;
  const ownerOf = (owns: Owns): string | undefined => {
    const mine = ownerIn(sides.mine, owns);
    return mine === ownerIn(sides.base, owns) ? ownerIn(sides.theirs, owns) : mine;
  };
  const isThere = (key: string | undefined): boolean => items.some((one) => one.key === key);
  const found = ownerOf((one) => one.is_default);
  const main = isThere(found) ? found : (ownerIn(items, (one) => one.is_default) ?? items[0]?.key);
  const all = [...sides.theirs, ...sides.mine];
  const owned = (name: 'brand_ids' | 'team_ids', one: CalendarDraft): number[] =>
    [...new Set([...one[name], ...all.flatMap((other) => other[name])])].filter((id) => ownerOf((other) => other[name].includes(id)) === one.key);
  return {
    items: items.map((one) => ({ ...one, is_default: one.key === main, brand_ids: owned('brand_ids', one), team_ids: owned('team_ids', one) })),
    notes,
  };
}

/** The first weekday, Monday 0, on which hours overlap, also by a night that began the day before. */
export function overlapIn(intervals: readonly Interval[]): number | null {
  const parts = intervals.flatMap(({ weekday, opens, closes }) => {
    const [from, to] = [wholeTime(opens), wholeTime(closes)];
    if (from < to) return [{ weekday, from, to }];
    return [{ weekday, from, to: '24:00' }, { weekday: (weekday + 1) % 7, from: '00:00', to }];
  });
  parts.sort((a, b) => a.weekday - b.weekday || (a.from < b.from ? -1 : 1));
  return parts.find((one, at) => one.weekday === parts[at - 1]?.weekday && one.from < (parts[at - 1]?.to ?? ''))?.weekday ?? null;
}

/** Whether the server can take it as it stands. */
export const isWhole = (draft: CalendarDraft): boolean =>
  draft.name.trim() !== '' &&
  draft.intervals.length > 0 &&
  draft.intervals.every((one) => isTime(one.opens) && isTime(one.closes) && wholeTime(one.opens) !== wholeTime(one.closes)) &&
  draft.holidays.every((day) => day.on !== '' && day.name.trim() !== '');
