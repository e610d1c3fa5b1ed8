const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Record<string, number> = {
  s: 1, sec: 1, secs: 1, second: 1, seconds: 1, sek: 1, sekunde: 1, sekunden: 1,
  m: MINUTE, min: MINUTE, mins: MINUTE, minute: MINUTE, minutes: MINUTE, minuten: MINUTE,
  h: HOUR, hr: HOUR, hrs: HOUR, hour: HOUR, hours: HOUR, std: HOUR, stunde: HOUR, stunden: HOUR,
  d: DAY, day: DAY, days: DAY, tag: DAY, tage: DAY,
};
const PART = /^(\d{1,8}(?:[.,]\d{1,3})?) ?([a-z]{0,8})\.?/;
const NONE = new Set(['', '-', '–', 'none', 'kein', 'keine', 'keins']);
/** "1,440": a thousand to some and one and a half to others, so it is neither. */
const TWO_MEANINGS = /^[1-9]\d{0,2}[.,]\d{3}/;

/** What was typed is no length of time. */
export const NOT_A_TIME = Symbol('not a time');

/**
 * Seconds from "90 min", "1.5 h", "1 h 30 min", "1h30" or a bare number of hours; null for no promise.
 *
 * Days are days of 24 hours, as targets count them. "1,440" is no time: it could be thousands.
 */
export function readDuration(text: string): number | null | typeof NOT_A_TIME {
  // Some locales put spaces that do not break between a number and its unit.
  let rest = text.replace(/[\s\u00a0\u202f]+/g, ' ').trim().toLowerCase();
  if (NONE.has(rest)) return null;
  let seconds = 0;
  let before: number | null = null;
  while (rest !== '') {
    const found = TWO_MEANINGS.test(rest) ? null : PART.exec(rest);
    const unit: number | undefined = found ? unitOf(found[2] ?? '', before) : undefined;
    if (!found || unit === undefined) return NOT_A_TIME;
    seconds += Number((found[1] ?? '').replace(',', '.')) * unit;
    // Only behind a unit that was written: "5 5" says nothing.
    before = found[2] === '' ? 0 : unit;
    rest = rest.slice(found[0].length).trimStart();
  }
  return Math.round(seconds);
}

/** A number without a unit counts hours, and behind hours minutes; behind anything else it could mean all sorts. */
function unitOf(name: string, before: number | null): number | undefined {
  if (name !== '') return UNITS[name];
  if (before === null) return HOUR;
  return before === HOUR ? MINUTE : undefined;
}

export interface Length {
  value: number;
  unit: 'second' | 'minute' | 'hour';
}

/** A target in the largest unit that says it without a rest: 90 minutes, 2 hours. */
export function lengthOf(seconds: number): Length {
  if (seconds % HOUR === 0) return { value: seconds / HOUR, unit: 'hour' };
  if (seconds % MINUTE === 0) return { value: seconds / MINUTE, unit: 'minute' };
  return { value: seconds, unit: 'second' };
}

/** "2 h", "30 min", in the words of the locale; `readDuration` reads all of them, so thousands stand without a mark. */
export function durationText(seconds: number, locale: string): string {
  const { value, unit } = lengthOf(seconds);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', useGrouping: false }).format(value);
}
