import { dense, idIn } from '@/shared/lib/address';
import { CATEGORIES, LISTS, MEASURES, SAMPLES, SCOPES, SEGMENTS, SIDES, VIEWS, type List, type Measure, type Sample, type Scope, type Side, type View } from './words';

export interface QualitySearch {
  tab?: View;
  list?: List;
  side?: Side;
  sample?: Sample;
  /** The review that is open. */
  review?: number;
  /** Those of one ticket. */
  number?: number;
  /** Whose scores; oneself without it. */
  person?: number;
}

export interface DriftSearch {
  scope?: Scope;
  value?: string;
  measure?: Measure;
}

const among = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined => values.find((one) => one === value);

export const qualitySearch = (raw: Record<string, unknown>): QualitySearch =>
  dense({
    tab: among(VIEWS, raw.tab),
    list: among(LISTS, raw.list),
    side: among(SIDES, raw.side),
    sample: among(SAMPLES, raw.sample),
    review: idIn(raw.review),
    number: idIn(raw.number),
    person: idIn(raw.person),
  });

export const driftSearch = (raw: Record<string, unknown>): DriftSearch =>
  dense({
    scope: among(SCOPES, raw.scope),
    value: among([...CATEGORIES, ...SEGMENTS], raw.value),
    measure: among(MEASURES, raw.measure),
  });
