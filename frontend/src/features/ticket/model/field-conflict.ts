import type { TicketChanges } from '@/shared/api';

import type { Entry, TicketDetail } from '../types';

/** The fields of a ticket that people change by hand. */
export type Changes = Omit<TicketChanges, 'custom' | 'expected' | 'reason'>;

export type FieldName = keyof Changes;

export interface FieldConflict {
  field: FieldName;
  mine: unknown;
  theirs: unknown;
  /** Who changed it and when, if the timeline says so. */
  by: string | null;
  at: string | null;
}

export function fieldValue(ticket: TicketDetail, field: FieldName): unknown {
  if (field === 'team') return ticket.team?.id ?? null;
  if (field === 'assignee') return ticket.assignee?.id ?? null;
  if (field === 'is_spam' || field === 'is_deleted') return ticket[field] ?? false;
  return ticket[field];
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * What to do after the server refused a change because the ticket has a newer version.
 *
 * `seen` is the ticket the person looked at, `current` the server's. A field that nobody else
 * touched is safe to send again; one that already has the wanted value needs nothing.
 */
export function judgeConflict(
  seen: TicketDetail,
  current: TicketDetail,
  changes: Changes,
): { again: Changes; conflicts: FieldConflict[] } {
  const again: Changes = {};
  const conflicts: FieldConflict[] = [];
  for (const field of Object.keys(changes) as FieldName[]) {
    const mine = changes[field];
    const theirs = fieldValue(current, field);
    if (isSame(mine, theirs)) continue;
    if (isSame(theirs, fieldValue(seen, field))) Object.assign(again, { [field]: mine });
    else conflicts.push({ field, mine, theirs, ...lastChange(current.timeline.results, field) });
  }
  return { again, conflicts };
}

const TIMELINE_NAMES: Partial<Record<FieldName, string[]>> = {
  team: ['team', 'team_id'],
  assignee: ['assignee', 'assignee_id'],
};

function lastChange(entries: readonly Entry[], field: FieldName): { by: string | null; at: string | null } {
  const names = TIMELINE_NAMES[field] ?? [field];
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.kind !== 'change') continue;
    if (names.some((name) => name in entry.payload.changes)) return { by: entry.author.name, at: entry.created_at };
  }
  return { by: null, at: null };
}
