const DAY = 86_400_000;

/** Whole days from today to a date such as "2026-04-22"; negative when it is past. */
export function daysUntil(date: string, now: number): number {
  const today = new Date(now);
  const from = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  return Math.round((Date.parse(`${date.slice(0, 10)}T00:00:00Z`) - from) / DAY);
}
