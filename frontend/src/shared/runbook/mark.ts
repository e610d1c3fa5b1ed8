import type { Schemas } from '../api';

export type ShownStep = Schemas['RunbookStep'];
/** What became of a step; `by` where others could have marked it. */
export type ShownMark = Pick<Schemas['RunbookMark'], 'state' | 'reason' | 'amount' | 'at'> & { by?: string };

export interface GivenMark {
  state: ShownMark['state'];
  amount?: string;
  reason?: string;
}
