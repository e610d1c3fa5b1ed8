import type { ScoresBody } from './api';
import type { Given } from './criterion-part';
import { automaticOf, type Criterion, type Level, type Review } from './words';

export type Draft = Readonly<Record<string, Given>>;
const NOTHING: Given = { level: undefined, why: '' };

/** Whether what stands is one's own by the rubric in force: only that is changed, anything else is scored again. */
export const isMineToChange = (review: Review, me: number | undefined): boolean =>
  review.reviewed_by?.id === me && review.rules_version === review.to_score?.rules_version;

/** What stands there already of oneself; nothing is chosen for a reviewer, and nobody's words become another's. */
export const standingOf = (review: Review, me: number | undefined): Draft =>
  Object.fromEntries(
    (review.to_score?.criteria ?? []).map(({ key, by_person }) => [key, by_person && isMineToChange(review, me) ? { level: by_person.level as Level | null, why: by_person.note } : NOTHING]),
  );

/** What stands, with what was changed since. */
export const merged = (standing: Draft, changes: Readonly<Record<string, Partial<Given>>>): Draft =>
  Object.fromEntries(Object.entries(standing).map(([key, given]) => [key, { ...given, ...changes[key] }]));

/** The draft as it is sent; what nobody has chosen stays unjudged. */
export const scoresOf = (draft: Draft): ScoresBody['scores'] =>
  Object.entries(draft).flatMap(([criterion, { level, why }]) => (level === undefined ? [] : [{ criterion, level, why: why.trim() }]));

/** The first criterion whose level differs from the automatic one without a reason. */
export const lackingOf = (criteria: readonly Criterion[], draft: Draft): string | undefined =>
  criteria.find((one) => {
    const { level, why } = draft[one.key] ?? NOTHING;
    const automatic = automaticOf(one);
    return level !== undefined && automatic !== null && level !== automatic && why.trim() === '';
  })?.key;
