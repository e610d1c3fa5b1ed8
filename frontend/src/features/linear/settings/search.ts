import { dense } from '@/shared/lib/address';

export const OUTCOMES = ['done', 'refused', 'expired', 'other_account', 'not_accepted', 'gone', 'unavailable'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How a sign-in at Linear ended, as the way back from it says. */
export interface LinearSearch {
  sign_in?: Outcome;
}

export const linearSearch = (raw: Record<string, unknown>): LinearSearch =>
  dense({ sign_in: OUTCOMES.find((outcome) => outcome === raw.sign_in) });
