import type { Token } from './api';

const DAY = 24 * 3_600_000;
/** Days before its end at which a token is pointed out. */
export const SOON_DAYS = 14;

export const TERMS = ['30', '90', '365', 'never'] as const;
export type Term = (typeof TERMS)[number];
export const USUAL_TERM: Term = '90';

/** The end after so many days from `now`, or null for none. */
export const endAfter = (term: Term, now: number): string | null => (term === 'never' ? null : new Date(now + Number(term) * DAY).toISOString());

export type Ending = 'never' | 'later' | 'soon' | 'ended';

export function endingOf({ expires_at: end }: Pick<Token, 'expires_at'>, now: number): Ending {
  if (end === null) return 'never';
  const left = new Date(end).getTime() - now;
  if (left <= 0) return 'ended';
  return left <= SOON_DAYS * DAY ? 'soon' : 'later';
}

/** Whole days that are left, at least one. */
export const daysLeft = (end: string, now: number): number => Math.max(1, Math.ceil((new Date(end).getTime() - now) / DAY));
