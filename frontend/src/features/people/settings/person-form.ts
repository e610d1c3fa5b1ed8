import type { Colleague, Role, StaffChange, TicketScope } from './api';

/** A person as the form edits them; numbers and languages are text while they are typed. */
export interface PersonValues {
  role: Role;
  ticket_scope: TicketScope;
  team_ids: number[];
  skills: { id: number; level: number }[];
  capacity_chat: string;
  capacity_email: string;
  title: string;
  timezone: string;
  languages: string;
}

export function valuesOf(colleague: Colleague): PersonValues {
  return {
    role: colleague.role,
    ticket_scope: colleague.ticket_scope,
    team_ids: colleague.teams.map(({ id }) => id).sort((a, b) => a - b),
    skills: [...colleague.skills].sort((a, b) => a.id - b.id),
    capacity_chat: String(colleague.capacity_chat),
    capacity_email: String(colleague.capacity_email),
    title: colleague.title,
    timezone: colleague.timezone,
    languages: colleague.languages.join(', '),
  };
}

export type PersonFault = 'chat' | 'email' | 'languages' | 'timezone';

/** The most that the server takes. */
const MOST = { capacity_chat: 50, capacity_email: 500 };

const codesIn = (text: string): string[] => [...new Set(text.toLowerCase().split(/[\s,;]+/).filter(Boolean))];

const isNumber = (text: string, most: number): boolean => /^\d{1,4}$/.test(text.trim()) && Number(text) <= most;

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' && name !== '';
  } catch {
    return false;
  }
}

/** What cannot be saved as it stands, by field. */
export function faultsOf(values: PersonValues): Partial<Record<keyof PersonValues, PersonFault>> {
  return {
    ...(isNumber(values.capacity_chat, MOST.capacity_chat) ? {} : { capacity_chat: 'chat' as const }),
    ...(isNumber(values.capacity_email, MOST.capacity_email) ? {} : { capacity_email: 'email' as const }),
    ...(codesIn(values.languages).every((code) => /^[a-z]{2}$/.test(code)) ? {} : { languages: 'languages' as const }),
    ...(isTimezone(values.timezone.trim()) ? {} : { timezone: 'timezone' as const }),
  };
}

/** The change to send: the fields that differ, in the server's form. */
export function changeOf(values: PersonValues, changed: readonly (keyof PersonValues)[]): StaffChange {
  const all: Required<Pick<StaffChange, keyof PersonValues>> = {
    ...values,
    title: values.title.trim(),
    timezone: values.timezone.trim(),
    capacity_chat: Number(values.capacity_chat),
    capacity_email: Number(values.capacity_email),
    languages: codesIn(values.languages),
  };
  return Object.fromEntries(changed.map((name) => [name, all[name]]));
}

/** The names of the languages that the codes stand for, as far as they are complete. */
export function languageNames(text: string, locale: string): string {
  const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' });
  const known = codesIn(text).flatMap((code) => (/^[a-z]{2}$/.test(code) ? (names.of(code) ?? []) : []));
  return new Intl.ListFormat(locale, { type: 'unit' }).format(known);
}
