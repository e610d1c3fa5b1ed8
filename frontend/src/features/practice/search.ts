import { dense, idIn } from '@/shared/lib/address';

export interface PracticeSearch {
  /** Whose attempts; one's own without it. */
  person?: number;
}

export const practiceSearch = (raw: Record<string, unknown>): PracticeSearch => dense({ person: idIn(raw.person) });
