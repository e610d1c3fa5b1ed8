import type { Entry } from '../types';

/** One field of a change: what it was and what it became, as words or ids. */
export interface FieldChange {
  field: string;
  from: unknown;
  to: unknown;
}

/** The fields of a change entry, with the names behind ids where the entry remembers them. */
export function changesOf(entry: Entry): FieldChange[] {
  if (entry.kind !== 'change') return [];
  const { changes, names } = entry.payload;
  return Object.entries(changes).map(([field, [from, to]]) => {
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
