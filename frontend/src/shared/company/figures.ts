const DAY = 86_400_000;
const SOON_DAYS = 60;

/** "$184,000", without cents; money is in USD everywhere. */
export function money(amount: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 }).format(amount);
}

/** An amount of any currency: "€12.50", "¥500"; what no browser knows as a currency stands as it came. */
export function amount({ amount: value, currency }: { amount: string; currency: string }, locale: string): string {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(Number(value));
  } catch {
    return `${value} ${currency}`.trim();
  }
}

/** Whole days from today to a date such as "2026-04-22"; negative when it has passed. */
export function daysUntil(date: string, now: number): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const today = new Date(now);
  return Math.round((Date.UTC(year, month - 1, day) - Date.UTC(today.getFullYear(), today.getMonth(), today.getDate())) / DAY);
}

export function renewalTone(days: number): 'mute' | 'warn' | 'bad' {
  if (days < 0) return 'bad';
  return days <= SOON_DAYS ? 'warn' : 'mute';
}

export type Health = 'good' | 'fair' | 'poor';

/** A score of 0 to 100 in a word. */
export function healthOf(score: number): Health {
  if (score >= 70) return 'good';
  return score >= 50 ? 'fair' : 'poor';
}
