import { dense, idIn, textIn } from '@/shared/lib/address';
import type { AuditFilters } from './api';

/** What may stand behind the ? of the address; anything else is dropped. */
export const auditSearch = (raw: Record<string, unknown>): AuditFilters =>
  dense({ user: idIn(raw.user), area: textIn(raw.area), action: textIn(raw.action), target: textIn(raw.target), when: textIn(raw.when) });
