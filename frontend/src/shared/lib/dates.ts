/** Dates and spans in the words of the interface. Every function takes `now` and a locale. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type Moment = string | number | Date;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

const A_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A date without a time is that date wherever one is, so it is read as noon there, not as midnight in UTC. */
function dateOf(at: Moment): Date {
  return new Date(typeof at === 'string' && A_DAY.test(at) ? `${at}T12:00` : at);
}

/** "2026-12-24", the date where the reader is; `back` counts days before it. */
export function localDay(now: number, back = 0): string {
  const day = new Date(now);
  day.setDate(day.getDate() - back);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

export function clockTime(at: Moment, locale: string, timeZone?: string): string {
  const zone = knownZone(timeZone);
  return format(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(zone ? { timeZone: zone } : {}) }).format(new Date(at));
}

/** "3 Feb" this year, "3 Feb 2024" in another. */
export function shortDate(at: Moment, now: Moment, locale: string, timeZone?: string): string {
  const date = dateOf(at);
  const zone = knownZone(timeZone);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  return format(locale, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
    ...(zone ? { timeZone: zone } : {}),
  }).format(date);
}

/** "Thursday 12 March", the head of a day in a timeline. */
export function dayName(at: Moment, locale: string): string {
  return format(locale, { weekday: 'long', day: 'numeric', month: 'long' }).format(dateOf(at));
}

/** The zone, unless this browser does not know it: then its own is as good as it gets. */
export function knownZone(timeZone: string | undefined): string | undefined {
  if (!timeZone) return undefined;
  try {
    format('en', { timeZone });
    return timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Full date, time and zone, for titles and tooltips. */
export function absoluteTime(at: Moment, locale: string, timeZone?: string): string {
  const zone = knownZone(timeZone);
  return format(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(at));
}

export function isSameDay(a: Moment, b: Moment): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** Relative to a day ("4 min. ago", "yesterday 14:09"), then a date. */
export function relativeTime(at: Moment, now: Moment, locale: string): string {
  const then = new Date(at).getTime();
  const today = new Date(now).getTime();
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const age = today - then;
  if (age < MINUTE) return words.format(0, 'second');
  if (age < HOUR) return words.format(-Math.floor(age / MINUTE), 'minute');
  if (isSameDay(then, today)) return words.format(-Math.floor(age / HOUR), 'hour');
  if (isSameDay(then, today - DAY)) return `${words.format(-1, 'day')} ${clockTime(then, locale)}`;
  return shortDate(then, today, locale);
}

/** The shortest age for narrow columns: "now", "11m", "4h", "2d". */
export function shortAge(at: Moment, now: Moment, locale: string): string {
  const age = Math.max(0, new Date(now).getTime() - new Date(at).getTime());
  if (age < MINUTE) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' }).format(0, 'second');
  if (age < HOUR) return span(Math.floor(age / MINUTE), 'minute', locale);
  if (age < DAY) return span(Math.floor(age / HOUR), 'hour', locale);
  return span(Math.floor(age / DAY), 'day', locale);
}

function span(value: number, unit: 'second' | 'minute' | 'hour' | 'day', locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(value);
}

/**
 * A length of time in at most two units: "11m", "1h 46m", "2d 4h".
 *
 * Seconds are shown only under two minutes, where they matter, and only if `withSeconds`.
 */
export function duration(milliseconds: number, locale: string, { withSeconds = false } = {}): string {
  const length = Math.abs(milliseconds);
  if (withSeconds && length < 2 * MINUTE) {
    const seconds = Math.floor(length / 1000);
    const minutes = Math.floor(seconds / 60);
    const rest = span(seconds % 60, 'second', locale);
    return minutes > 0 ? `${span(minutes, 'minute', locale)} ${rest}` : rest;
  }
  const minutes = Math.floor(length / MINUTE);
  if (minutes < 60) return span(minutes, 'minute', locale);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    const rest = minutes % 60;
    return rest === 0
      ? span(hours, 'hour', locale)
      : `${span(hours, 'hour', locale)} ${padded(rest, locale)}`;
  }
  const days = Math.floor(hours / 24);
  const rest = hours % 24;
  return rest === 0 ? span(days, 'day', locale) : `${span(days, 'day', locale)} ${span(rest, 'hour', locale)}`;
}

/** Working time: "96h", "1h 30m". A day of it would be read as a day of the calendar, so hours are the most. */
export function workTime(milliseconds: number, locale: string): string {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  if (minutes === 0) return span(Math.floor(Math.abs(milliseconds) / 1000), 'second', locale);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return span(rest, 'minute', locale);
  return rest === 0 ? span(hours, 'hour', locale) : `${span(hours, 'hour', locale)} ${padded(rest, locale)}`;
}

/** Two digits beside hours, so that a ticking chip keeps its width. */
function padded(minutes: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'narrow',
    minimumIntegerDigits: 2,
  }).format(minutes);
}
