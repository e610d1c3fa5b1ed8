import type { TicketRow } from '@/shared/api';

export type GroupName = 'yours' | 'assistant' | 'waiting' | 'done';

export interface Group {
  name: GroupName;
  numbers: number[];
}

const ORDER: readonly GroupName[] = ['yours', 'assistant', 'waiting', 'done'];

/** Who has to act next. */
export function groupOf(row: TicketRow): GroupName {
  if (row.status === 'resolved' || row.status === 'closed') return 'done';
  if (row.handler === 'assistant') return 'assistant';
  if (row.status === 'pending' || row.status === 'on_hold') return 'waiting';
  return 'yours';
}

/** The rows by who has to act, each group in the order of the list; empty groups are left out. */
export function grouped(rows: readonly TicketRow[]): Group[] {
  return ORDER.map((name) => ({
    name,
    numbers: rows.filter((row) => groupOf(row) === name).map((row) => row.number),
  })).filter((group) => group.numbers.length > 0);
}
