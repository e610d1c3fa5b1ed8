import { dense } from '@/shared/lib/address';

/** The parts of a brand's screen, from top to bottom; each can be linked to. */
export const PARTS = ['look', 'addresses', 'domain', 'requests', 'surveys', 'acknowledgement', 'use'] as const;
export type Part = (typeof PARTS)[number];

export interface BrandSearch {
  part?: Part;
}

export function brandSearch(raw: Record<string, unknown>): BrandSearch {
  return dense({ part: PARTS.find((known) => known === raw.part) });
}
