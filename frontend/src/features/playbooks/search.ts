import { dense, idIn } from '@/shared/lib/address';

export interface PlaybooksSearch {
  /** The playbook whose panel is open. */
  playbook?: number;
}

export const playbooksSearch = (raw: Record<string, unknown>): PlaybooksSearch => dense({ playbook: idIn(raw.playbook) });
