import { dense, idIn, textIn } from '@/shared/lib/address';
import { CATEGORIES, DAYS, REASONS, STATES, type Category, type Reason, type State } from './words';

type Raw = Record<string, unknown>;

export interface ReviewSearch {
  number?: number;
  reason?: Reason;
  category?: Category;
  mine?: true;
  judged?: true;
}

export interface LedgerSearch {
  days?: number;
  by?: 'channel';
  /** The figure that is open: its group (empty for all) and its state. */
  group?: string;
  state?: State;
}

const among = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined =>
  values.find((one) => one === value);

export const reviewSearch = (raw: Raw): ReviewSearch =>
  dense({
    number: idIn(raw.number),
    reason: among(REASONS, raw.reason),
    category: among(CATEGORIES, raw.category),
    mine: raw.mine === true || undefined,
    judged: raw.judged === true || undefined,
  });

export const ledgerSearch = (raw: Raw): LedgerSearch => {
  const days = idIn(raw.days);
  return dense({
    days: days !== undefined && DAYS.includes(days) ? days : undefined,
    by: among(['channel'] as const, raw.by),
    group: textIn(raw.group),
    state: among(STATES, raw.state),
  });
};
