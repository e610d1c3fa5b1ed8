import { dense, idIn, textIn } from '@/shared/lib/address';
import { MAIL_STATES, type MailState } from './api';
import type { LogSearch } from './log-screen';
import type { SuspendedSearch } from './suspended-screen';

/** What may stand behind the ? of each address; anything else is dropped. */

export function suspendedSearch(raw: Record<string, unknown>): SuspendedSearch {
  return dense({ mailbox: idIn(raw.mailbox), reason: textIn(raw.reason), q: textIn(raw.q), mail: idIn(raw.mail) });
}

export function logSearch(raw: Record<string, unknown>): LogSearch {
  return { ...suspendedSearch(raw), ...dense({ state: MAIL_STATES.find((state): state is MailState => state === raw.state) }) };
}
