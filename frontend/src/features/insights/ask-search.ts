import { dense, textIn } from '@/shared/lib/address';

export interface AskSearch {
  /** A question in somebody's words, and the query that it was put in, or that was written. */
  q?: string;
  query?: string;
  /** The row whose tickets are open; of all, `all`. */
  row?: string;
}

export const askSearch = (raw: Record<string, unknown>): AskSearch => dense({ q: textIn(raw.q)?.slice(0, 300), query: textIn(raw.query), row: textIn(raw.row) });
