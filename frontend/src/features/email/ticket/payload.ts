import type { Person } from './types';

import type { Entry } from '@/shared/api';
import { messagePayload } from '@/shared/ticket-screen';

/** What an entry tells about the mail it came from, its addresses as people. */
export type MailFacts = NonNullable<ReturnType<typeof mailOf>>;

const unnamed = (address: string): Person => ({ address, name: '' });

function storedMail(entry: Entry) {
  if (entry.kind === 'integration') return entry.payload.step === 'automatic_mail' ? entry.payload.mail : undefined;
  return messagePayload(entry).mail;
}

/** What an entry tells about the mail it came from; null for what was no mail. */
export function mailOf(entry: Entry) {
  const mail = storedMail(entry);
  if (!mail) return null;
  return {
    from: unnamed(mail.from),
    to: mail.to.map(unnamed),
    cc: mail.cc.map(unnamed),
    /** Where the sender wants answers instead. */
    replyTo: mail.reply_to ?? [],
    isProven: mail.is_authentic,
    hasQuote: mail.has_quote,
    hasHtml: mail.has_html,
    remoteImages: mail.remote_images,
    /** "" for mail that a person wrote. */
    automatic: mail.automatic,
    invitations: mail.invitations,
    note: mail.note,
  };
}

/** Whether the whole mail is kept: not of a reply that a person of ours wrote by mail. */
export function hasOriginal(entry: Entry): boolean {
  return entry.author.kind !== 'staff' && !entry.is_redacted && mailOf(entry) !== null;
}

/** The final addresses of a reply of ours; null for what left by another way. */
export function sentTo(entry: Entry): { to: Person[]; cc: Person[] } | null {
  const { recipients } = messagePayload(entry);
  return recipients ? { to: recipients.to.map(unnamed), cc: recipients.cc.map(unnamed) } : null;
}
