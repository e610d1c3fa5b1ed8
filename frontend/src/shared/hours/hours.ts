/** Working time on a weekday, Monday 0; one that closes before it opens closes on the next day. */
export interface Interval {
  weekday: number;
  opens: string;
  closes: string;
}

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;

const MONDAY = Date.UTC(2024, 0, 1);

/** The name of a weekday, Monday 0. */
export function weekdayName(weekday: number, locale: string, length: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(locale, { weekday: length, timeZone: 'UTC' }).format(MONDAY + weekday * 86_400_000);
}

/**
 * Intervals as people say them: what the server cut at midnight is one again, closing on the next day.
 *
 * A whole day stays a day, and so does a night that goes on as a whole day.
 */
export function spansOf(intervals: readonly Interval[]): Interval[] {
  const rest = [...intervals];
  const take = (weekday: number): Interval | undefined => {
    const at = rest.findIndex((one) => one.weekday === weekday && one.opens === '00:00' && one.closes < '12:00');
    return at < 0 ? undefined : rest.splice(at, 1)[0];
  };
  const nights = intervals
    .filter((one) => one.closes === '24:00' && one.opens > '12:00')
    .map((night) => ({ night, morning: take((night.weekday + 1) % 7) }));
  return rest
    .map((one) => {
      const morning = nights.find(({ night }) => night === one)?.morning;
      return morning ? { ...one, closes: morning.closes } : one;
    })
    .sort((a, b) => a.weekday - b.weekday || (a.opens < b.opens ? -1 : 1));
}

const TIME = /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$|^24:00$/;

/** Whether the server takes it as a time of day. */
export const isTime = (text: string): boolean => TIME.test(text);

/** "9:00" as "09:00": times are compared as texts. */
export const wholeTime = (text: string): string => (/^\d:/.test(text) ? `0${text}` : text);

/** Whether an interval can be sent as it stands. */
export const isWholeInterval = (one: Interval): boolean => isTime(one.opens) && isTime(one.closes) && wholeTime(one.opens) !== wholeTime(one.closes);

/** The next interval of a day: an hour after the last one closes, or office hours. */
export function nextInterval(intervals: readonly Interval[], weekday: number): Interval {
  const last = intervals.filter((one) => one.weekday === weekday).at(-1);
  if (!last || !isTime(last.closes) || wholeTime(last.closes) < wholeTime(last.opens) || wholeTime(last.closes) >= '22:00')
    return { weekday, opens: '09:00', closes: '17:00' };
  const hour = Number(wholeTime(last.closes).slice(0, 2));
  const two = (value: number): string => String(value).padStart(2, '0');
  return { weekday, opens: `${two(hour + 1)}:00`, closes: `${two(Math.min(hour + 4, 24))}:00` };
}
