import { dense } from '@/shared/lib/address';

export interface PortalSearch {
  /** The slug of a brand. */
  brand?: string;
}

export function portalSearch(raw: Record<string, unknown>): PortalSearch {
  return dense({ brand: typeof raw.brand === 'string' && /^[\w-]{1,60}$/.test(raw.brand) ? raw.brand : undefined });
}
