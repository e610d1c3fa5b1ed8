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

const fieldsOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

/** The fields of their own that changed, each by its key. */
export function customChanges(change: FieldChange): FieldChange[] {
  const from = fieldsOf(change.from);
  const to = fieldsOf(change.to);
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .map((field) => ({ field, from: from[field], to: to[field] }));
}
