import { dense, idIn } from '@/shared/lib/address';
import { KINDS, type NewKind } from './api';

export interface SourcesSearch {
  /** The source whose panel is open. */
  source?: number;
  /** The kind of the source that is being added. */
  add?: NewKind;
}

/** What may stand behind the ? of the address; anything else is dropped. */
export const sourcesSearch = (raw: Record<string, unknown>): SourcesSearch =>
  dense({ source: idIn(raw.source), add: KINDS.find((kind) => kind === raw.add) });
