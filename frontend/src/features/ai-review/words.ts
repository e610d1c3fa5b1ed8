import type { Schemas } from '@/shared/api';

export type Ledger = Schemas['Ledger'];
export type LedgerLine = Schemas['LedgerLine'];
export type Review = Schemas['Review'];
export type ReviewRow = Schemas['ReviewRow'];
export type Rung = Schemas['AutonomyCategory'];
export type Level = Rung['level'];
export type Reason = ReviewRow['reasons'][number];
export type State = LedgerLine['counts'][number]['state'];
export type Verdict = Schemas['Verdict']['verdict'];

export const CATEGORIES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const;
export type Category = (typeof CATEGORIES)[number];
export const REASONS: readonly Reason[] = ['came_back', 'low_rated', 'silent', 'missed', 'sensitive'];
export const STATES: readonly State[] = ['confirmed', 'verified', 'assumed', 'handed_over', 'abandoned', 'came_back'];
export const VERDICTS: readonly Verdict[] = ['right', 'wrong', 'other_question', 'not_for_it'];
export const LEVELS: readonly Level[] = ['off', 'shadow', 'suggest', 'automatic'];
export const DAYS: readonly number[] = [7, 28, 90, 365];
export const USUAL_DAYS = 28;

export const percent = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
