import { dense, idIn } from '@/shared/lib/address';

export interface ImportSearch {
  /** The import that is open. */
  import?: number;
}

/** What may stand behind the ? of the address; anything else is dropped. */
export const importSearch = (raw: Record<string, unknown>): ImportSearch => dense({ import: idIn(raw.import) });
