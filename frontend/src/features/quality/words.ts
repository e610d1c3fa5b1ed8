import type { Schemas } from '@/shared/api';

export type Row = Schemas['QualityReviewRow'];
export type Review = Schemas['QualityReview'];
export type Criterion = Review['criteria'][number];
export type Score = Schemas['QualityScore'];
export type Coaching = Schemas['Coaching'];
export type Tally = Schemas['QualityTally'];
export type Rubric = Schemas['QualityRubric'];
export type RubricContent = Rubric['content'];
export type Rule = RubricContent['criteria'][number];
export type Drift = Schemas['Drift'];
export type DriftRow = Schemas['DriftRow'];
export type Weeks = Schemas['DriftWeeks'];
export type Change = Schemas['DriftChange'];
export type Side = Row['side'];
export type Measure = DriftRow['measure'];
export type Scope = DriftRow['scope'];

export const VIEWS = ['review', 'coaching'] as const;
export type View = (typeof VIEWS)[number];
export const LISTS = ['waiting', 'reviewed', 'all'] as const;
export type List = (typeof LISTS)[number];
export const SIDES: readonly Side[] = ['people', 'assistant'];
export const SAMPLES = ['random', 'risk'] as const;
export type Sample = (typeof SAMPLES)[number];
export const LEVELS = [0, 1, 2] as const;
export type Level = (typeof LEVELS)[number];
export const SHIPPED = ['solved', 'accurate', 'empathetic', 'tone', 'complete'] as const;
export const CATEGORIES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const;
export const SEGMENTS = ['enterprise', 'mid_market', 'smb', 'self_serve'] as const;
export const MEASURES: readonly Measure[] = ['ai_wrong', 'ai_handoff', 'ai_quality', 'ai_drafts_used', 'reopen_rate', 'csat', 'overruled'];
export const SCOPES: readonly Scope[] = ['all', 'category', 'segment'];
/** Below so many, a share says nothing. */
export const FEW = 20;

/** The level of an automatic score: a model's before that of facts. */
export const automaticOf = ({ facts, model }: Pick<Criterion, 'facts' | 'model'>): number | null => model?.level ?? facts?.level ?? null;
