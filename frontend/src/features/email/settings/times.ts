import { clockTime, isSameDay, shortDate } from '@/shared/lib/dates';

/** When something happened or will happen: "14:09" today, else "3 Feb, 14:09". */
export function momentOf(at: string, now: number, locale: string): string {
  const time = clockTime(at, locale);
  return isSameDay(at, now) ? time : new Intl.ListFormat(locale, { type: 'unit' }).format([shortDate(at, now, locale), time]);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** "812 byte", "1.2 MB": one decimal below ten. */
export function sizeOf(bytes: number, locale: string): string {
  const step = Math.min(UNITS.length - 1, bytes > 0 ? Math.floor(Math.log(bytes) / Math.log(1000)) : 0);
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}
