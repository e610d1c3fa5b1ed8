import type { Entry } from '../types';

/** One field of a change: what it was and what it became, as words or ids. */
export interface FieldChange {
  field: string;
  from: unknown;
  to: unknown;
}

/** The fields of a change entry, with the names behind ids where the entry remembers them. */
export function changesOf(entry: Entry): FieldChange[] {
  const changes = entry.payload['changes'];
  if (typeof changes !== 'object' || changes === null) return [];
  const names = (entry.payload['names'] ?? {}) as Record<string, unknown[] | undefined>;
  return Object.entries(changes as Record<string, unknown>).map(([field, pair]) => {
    const [from, to] = Array.isArray(pair) ? (pair as unknown[]) : [null, pair];
    const [fromName, toName] = names[field] ?? [];
    return { field, from: fromName ?? from, to: toName ?? to };
  });
}

/** Tags that were added and taken away. */
export function tagChange(change: FieldChange): { added: string[]; removed: string[] } {
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const from = list(change.from);
  const to = list(change.to);
  return {
    added: to.filter((tag) => !from.includes(tag)),
    removed: from.filter((tag) => !to.includes(tag)),
  };
}
