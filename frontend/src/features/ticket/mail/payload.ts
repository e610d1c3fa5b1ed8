import type { Entry } from '../types';
import type { Invitation, MailFacts, Person } from './types';

/** Reads what the email channel put into the payload of an entry. */

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

/** An address may stand alone or with its name. */
function personOf(value: unknown): Person {
  if (typeof value === 'string') return { address: value, name: '' };
  const { address, email, name } = recordOf(value) ?? {};
  return { address: textOf(address) || textOf(email), name: textOf(name) };
}

function peopleOf(value: unknown): Person[] {
  return listOf(value)
    .map(personOf)
    .filter((person) => person.address !== '');
}

function invitationOf(value: unknown): Invitation {
  const fields = recordOf(value) ?? {};
  return {
    method: textOf(fields['method']),
    summary: textOf(fields['summary']),
    organizer: textOf(fields['organizer']),
    location: textOf(fields['location']),
    starts_at: textOf(fields['starts_at']) || null,
    ends_at: textOf(fields['ends_at']) || null,
    isFloating: fields['is_floating'] === true,
    isAllDay: fields['is_all_day'] === true,
  };
}

/** What an entry tells about the mail it came from; null for what was no mail. */
export function mailOf(entry: Entry): MailFacts | null {
  const mail = recordOf(entry.payload['mail']);
  if (!mail) return null;
  return {
    from: personOf(mail['from']),
    to: peopleOf(mail['to']),
    cc: peopleOf(mail['cc']),
    replyTo: peopleOf(mail['reply_to']),
    isProven: mail['is_authentic'] !== false,
    hasQuote: mail['has_quote'] === true,
    hasHtml: mail['has_html'] === true,
    remoteImages: typeof mail['remote_images'] === 'number' ? mail['remote_images'] : 0,
    automatic: textOf(mail['automatic']),
    invitations: listOf(mail['invitations']).map(invitationOf),
    note: textOf(mail['note']),
  };
}

/** Whether the whole mail is kept: not of a reply that a person of ours wrote by mail. */
export function hasOriginal(entry: Entry): boolean {
  return entry.author.kind !== 'staff' && !entry.is_redacted && mailOf(entry) !== null;
}

/** The final addresses of a reply of ours; null for what left by another way. */
export function sentTo(entry: Entry): { to: Person[]; cc: Person[] } | null {
  const recipients = recordOf(entry.payload['recipients']);
  if (!recipients) return null;
  return { to: peopleOf(recipients['to']), cc: peopleOf(recipients['cc']) };
}
