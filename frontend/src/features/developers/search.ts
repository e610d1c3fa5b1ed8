import { dense } from '@/shared/lib/address';

/** What may stand behind the ? of the address; anything else is dropped. */
export interface TokensSearch {
  /** Without it, one's own. */
  whose?: 'all';
}

export const tokensSearch = (raw: Record<string, unknown>): TokensSearch =>
  dense({ whose: raw.whose === 'all' ? ('all' as const) : undefined });
