import { dense, idIn, textIn } from '@/shared/lib/address';
import { MAIL_STATES, type MailState } from './api';
import type { LogSearch } from './log-screen';
import type { SuspendedSearch } from './suspended-screen';

/** What may stand behind the ? of each address; anything else is dropped. */

export interface MailboxesSearch {
  /** How a sign-in at a mail service ended; its return address says so. */
  sign_in?: 'done' | 'refused';
}

export function mailboxesSearch(raw: Record<string, unknown>): MailboxesSearch {
  return dense({ sign_in: (['done', 'refused'] as const).find((outcome) => outcome === raw.sign_in) });
}

export function suspendedSearch(raw: Record<string, unknown>): SuspendedSearch {
  return dense({ mailbox: idIn(raw.mailbox), reason: textIn(raw.reason), q: textIn(raw.q), mail: idIn(raw.mail) });
}

export function logSearch(raw: Record<string, unknown>): LogSearch {
  return { ...suspendedSearch(raw), ...dense({ state: MAIL_STATES.find((state): state is MailState => state === raw.state) }) };
}
