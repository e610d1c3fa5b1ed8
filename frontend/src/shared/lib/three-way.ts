/** An entry of a list that several people change: its key stays through all versions. */
export interface Entry {
  key: string;
  name: string;
}

/** What a draft became on top of a newer version; entries by their names. */
export interface MergeNotes {
  /** Added or changed by others only: they are as others made them. */
  taken: string[];
  /** Removed by others, and not changed here. */
  gone: string[];
  /** Changed by both sides: the draft's is kept, and replaces that of the others. */
  mine: string[];
  /** Removed here, though others changed it meanwhile. */
  dropped: string[];
  /** Removed by others, but changed here: kept, as a new entry. */
  renewed: string[];
  /** Whether both sides changed the order; the draft's is kept. */
  isOrderMine: boolean;
}

export interface Merge<Item> {
  items: Item[];
  notes: MergeNotes;
}

export interface Sides<Item> {
  /** The version that the draft was made from. */
  base: readonly Item[];
  mine: readonly Item[];
  /** What is in force now. */
  theirs: readonly Item[];
}

/** An entry that both sides changed: what came of others, and whether the draft's replaces something of theirs. */
export interface Combined<Item> {
  item: Item;
  isTaken: boolean;
  isMine: boolean;
}

export type Combine<Item> = (sides: { base: Item; mine: Item; theirs: Item }) => Combined<Item>;

/** A record that both sides changed, member by member; of one that both changed the draft's is kept. */
export function mergedMembers<Item extends object>(
  { base, mine, theirs }: { base: Item; mine: Item; theirs: Item },
  isSame: (a: unknown, b: unknown) => boolean,
): Combined<Item> {
  const found = { item: { ...theirs, ...mine }, isTaken: false, isMine: false };
  for (const name of Object.keys(found.item) as (keyof Item)[]) {
    if (isSame(mine[name], theirs[name]) || isSame(theirs[name], base[name])) continue;
    const isMine = !isSame(mine[name], base[name]);
    if (isMine) found.isMine = true;
    else {
      found.item[name] = theirs[name];
      found.isTaken = true;
    }
  }
  return found;
}

type Known<Item> = ReadonlyMap<string, Item>;

const byKey = <Item extends Entry>(items: readonly Item[]): Known<Item> => new Map(items.map((one) => [one.key, one]));

/**
 * A draft as a change of what is in force now, entry by entry.
 *
 * What only one side changed is as that side has it. Where both did, the draft's entry is kept whole and named, or
 * what `combine` makes of the two.
 * `renew` makes a new entry of one that others removed.
 */
export function mergedThreeWays<Item extends Entry>(
  { base, mine, theirs }: Sides<Item>,
  isSame: (a: Item, b: Item) => boolean,
  renew: (item: Item) => Item = (item) => item,
  combine: Combine<Item> = ({ mine: item }) => ({ item, isTaken: false, isMine: true }),
): Merge<Item> {
  const [old, own, other] = [byKey(base), byKey(mine), byKey(theirs)];
  const notes: MergeNotes = { taken: [], gone: [], mine: [], dropped: [], renewed: [], isOrderMine: false };
  const kept = new Map<string, Item>();
  for (const item of mine) {
    const [before, now] = [old.get(item.key), other.get(item.key)];
    const isMine = !before || !isSame(item, before);
    if (!now && before) {
      if (isMine) kept.set(item.key, renew(item));
      (isMine ? notes.renewed : notes.gone).push(item.name);
      continue;
    }
    const isTheirs = now !== undefined && (!before || !isSame(now, before));
    const isBoth = isMine && isTheirs && !isSame(item, now);
    const both = isBoth && before ? combine({ base: before, mine: item, theirs: now }) : { item, isTaken: false, isMine: isBoth };
    if (both.isMine) notes.mine.push(item.name);
    if (both.isTaken || (isTheirs && !isMine)) notes.taken.push((isMine || !now ? both.item : now).name);
    kept.set(item.key, isMine || !now ? both.item : now);
  }
  for (const item of theirs) {
    if (own.has(item.key)) continue;
    const before = old.get(item.key);
    if (!before) {
      kept.set(item.key, item);
      notes.taken.push(item.name);
    } else if (!isSame(item, before)) notes.dropped.push(item.name);
  }
  const [isMoved, isMovedThere] = [isReordered(base, mine), isReordered(base, theirs)];
  notes.isOrderMine = isMoved && isMovedThere && isReordered(theirs, mine);
  const order = isMoved ? woven(mine, theirs, kept) : woven(theirs, mine, kept);
  return { items: order.flatMap((key) => kept.get(key) ?? []), notes };
}

/** Whether what both lists have stands in another order. */
function isReordered(before: readonly Entry[], after: readonly Entry[]): boolean {
  const [known, left] = [byKey(before), byKey(after)];
  const was = before.filter(({ key }) => left.has(key));
  return after.filter(({ key }) => known.has(key)).some(({ key }, index) => key !== was[index]?.key);
}

/** The keys in the order of the first list; what only the second has stands behind what it follows there. */
function woven(first: readonly Entry[], second: readonly Entry[], kept: Known<Entry>): string[] {
  const order = first.map(({ key }) => key).filter((key) => kept.has(key));
  let previous = -1;
  for (const { key } of second) {
    if (!kept.has(key)) continue;
    const place = order.indexOf(key);
    if (place < 0) order.splice(previous + 1, 0, key);
    previous = place < 0 ? previous + 1 : place;
  }
  return order;
}
