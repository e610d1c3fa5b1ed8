import type { NewKind } from './api';

/** What stands behind the ? of the address. */
export interface SourcesSearch {
  /** The source whose panel is open. */
  source?: number;
  /** The kind of the source that is being added. */
  add?: NewKind;
}
