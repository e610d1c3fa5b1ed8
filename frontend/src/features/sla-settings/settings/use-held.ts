import { useMemo, useState } from 'react';
import type { Merge, MergeNotes, Sides } from '@/shared/lib/three-way';

interface Versioned {
  version: number;
}

/** A change is made to the version in which it began. */
export interface Held<Item> {
  drafts: Item[];
  /** The same as they are in the version that the draft began with. */
  saved: readonly Item[];
  setDrafts: (next: Item[] | ((old: Item[]) => Item[])) => void;
  isChanged: boolean;
  version: number;
  /** What somebody has published since the draft began. */
  newer: number | null;
  /** Take what is in force now; the draft is gone. */
  load: () => void;
  /** What the draft became when it went on on top of a newer version. */
  merged: MergeNotes | null;
  /** Go on with the draft as a change of what is in force now, entry by entry. */
  keep: () => void;
  /** What was sent is in force; what was changed since stays. */
  published: (answer: Versioned, next: Item[], sent: readonly Item[]) => void;
}

/**
 * A list while it is edited.
 *
 * A newer version from the server replaces it where nothing was changed, and otherwise waits until somebody decides.
 */
export function useHeld<Item extends { key: string; id: number | null }, Data extends Versioned>(
  data: Data,
  draftsOf: (data: Data) => Item[],
  isSame: (drafts: readonly Item[], saved: readonly Item[]) => boolean,
  merge: (sides: Sides<Item>) => Merge<Item>,
): Held<Item> {
  const [seen, setSeen] = useState<{ version: number; saved: readonly Item[] }>(() => ({ version: data.version, saved: draftsOf(data) }));
  const [drafts, setDrafts] = useState<Item[]>(() => [...seen.saved]);
  const [merged, setMerged] = useState<MergeNotes | null>(null);
  const newest = useMemo(() => ({ version: data.version, saved: draftsOf(data) }), [data, draftsOf]);
  const isChanged = !isSame(drafts, seen.saved);
  const take = (next: { version: number; saved: readonly Item[] }): void => {
    setSeen(next);
    setDrafts([...next.saved]);
    setMerged(null);
  };
  if (newest.version > seen.version && !isChanged) take(newest);
  return {
    drafts,
    saved: seen.saved,
    setDrafts,
    isChanged,
    version: seen.version,
    newer: newest.version > seen.version && isChanged ? newest.version : null,
    load: () => take(newest),
    merged: isChanged ? merged : null,
    keep: () => {
      const { items, notes } = merge({ base: seen.saved, mine: drafts, theirs: newest.saved });
      setSeen(newest);
      setDrafts(items);
      setMerged(notes);
    },
    published: ({ version }, next, sent) => {
      setSeen({ version, saved: next });
      setMerged(null);
      // What was typed while it was sent goes on; what was new has its number now.
      setDrafts((old) => (old === sent ? next : old.map((one) => withId(one, sent, next))));
    },
  };
}

function withId<Item extends { key: string; id: number | null }>(one: Item, sent: readonly Item[], next: readonly Item[]): Item {
  const at = sent.findIndex(({ key }) => key === one.key);
  const stored = next[at];
  return one.id === null && stored ? { ...one, id: stored.id, key: stored.key } : one;
}
