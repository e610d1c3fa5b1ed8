import type { Entry, EntryOf } from '@/shared/api';

export interface SnoozeTime {
  name: 'laterToday' | 'tomorrow' | 'monday' | 'nextWeek';
  at: Date;
}

const MORNING = 9;
const LATER_HOURS = 3;
const LAST_HOUR_FOR_LATER = 18;

function at(day: Date, plusDays: number, hour: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + plusDays, hour);
}

/** Times that a ticket may sleep to, in the person's own time zone. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const later = new Date(now.getTime() + LATER_HOURS * 3_600_000);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const times: SnoozeTime[] = [
    { name: 'tomorrow', at: at(now, 1, MORNING) },
    { name: 'monday', at: at(now, toMonday, MORNING) },
    { name: 'nextWeek', at: at(now, 7, MORNING) },
  ];
  const isStillToday = later.getDate() === now.getDate() && later.getHours() <= LAST_HOUR_FOR_LATER;
  const all: SnoozeTime[] = isStillToday ? [{ name: 'laterToday', at: later }, ...times] : times;
  // Two names for one moment would be a choice without a difference.
  return all.filter((time, index) => all.findIndex((other) => other.at.getTime() === time.at.getTime()) === index);
}

/** A moment as a field for local date and time holds it, "2026-03-02T09:00". */
export function asFieldValue(moment: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${String(moment.getFullYear()).padStart(4, '0')}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** The moment that such a field means in this browser's time zone; null while it is incomplete. */
export function fromFieldValue(text: string): Date | null {
  if (!/^\d{4,6}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

export interface Woken {
  reason: string;
  message: EntryOf<'change'>['payload']['message'];
  /** The article that it waited for. */
  article: number | null;
}

/** Why a ticket woke by itself, if nobody of us has done anything with it since. */
export function wokenBy(entries: readonly Entry[]): Woken | null {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (!entry || entry.author.kind === 'staff' || entry.author.kind === 'token') return null;
    if (entry.kind !== 'change') continue;
    const { changes, reason, message } = entry.payload;
    const until = changes['snoozed_until'];
    if (!until) continue;
    if (until[1] !== null || !reason) return null;
    const item: unknown = changes['snoozed_item']?.[0];
    return { reason, message, article: typeof item === 'number' ? item : null };
  }
  return null;
}
