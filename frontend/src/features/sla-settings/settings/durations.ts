const UNITS: Record<string, number> = {
  '': 3600,
  m: 60, min: 60, mins: 60, minute: 60, minutes: 60, minuten: 60,
  h: 3600, hr: 3600, hrs: 3600, hour: 3600, hours: 3600, std: 3600, stunde: 3600, stunden: 3600,
  d: 86_400, day: 86_400, days: 86_400, tag: 86_400, tage: 86_400,
};
const PART = /^(\d{1,6}(?:[.,]\d{1,3})?) ?([a-z]{0,8})\.?/;
const NONE = new Set(['', '-', '–', 'none', 'kein', 'keine', 'keins']);

/** What was typed is no length of time. */
export const NOT_A_TIME = Symbol('not a time');

/**
 * Seconds from "90 min", "1.5 h", "1 h 30 min" or a bare number of hours; null for no promise.
 *
 * Days are days of 24 hours, as targets count them.
 */
export function readDuration(text: string): number | null | typeof NOT_A_TIME {
  let rest = text.trim().toLowerCase();
  if (NONE.has(rest)) return null;
  let seconds = 0;
  while (rest !== '') {
    const found = PART.exec(rest);
    const unit = found ? UNITS[found[2] ?? ''] : undefined;
    if (!found || unit === undefined) return NOT_A_TIME;
    seconds += Number((found[1] ?? '').replace(',', '.')) * unit;
    rest = rest.slice(found[0].length).trimStart();
  }
  return Math.round(seconds);
}

export interface Length {
  value: number;
  unit: 'second' | 'minute' | 'hour';
}

/** A target in the largest unit that says it without a rest: 90 minutes, 2 hours. */
export function lengthOf(seconds: number): Length {
  if (seconds % 3600 === 0) return { value: seconds / 3600, unit: 'hour' };
  if (seconds % 60 === 0) return { value: seconds / 60, unit: 'minute' };
  return { value: seconds, unit: 'second' };
}

/** "2 h", "30 min", in the words of the locale. */
export function durationText(seconds: number, locale: string): string {
  const { value, unit } = lengthOf(seconds);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}
