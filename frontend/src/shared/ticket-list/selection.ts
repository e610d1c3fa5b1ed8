/** Rows chosen by number; `anchor` is where an extension starts. */
export interface Selection {
  numbers: ReadonlySet<number>;
  anchor: number | null;
}

export const NOTHING: Selection = { numbers: new Set(), anchor: null };

export function toggled(selection: Selection, number: number): Selection {
  const numbers = new Set(selection.numbers);
  if (!numbers.delete(number)) numbers.add(number);
  return { numbers, anchor: number };
}

/** Everything between the anchor and `number`, added to what is chosen. */
export function extendedTo(selection: Selection, order: readonly number[], number: number): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(number);
  if (to === -1) return selection;
  if (from === -1) return { numbers: new Set([...selection.numbers, number]), anchor: number };
  const span = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { numbers: new Set([...selection.numbers, ...span]), anchor: selection.anchor };
}

/** All of `order`, or nothing when all of it was chosen. */
export function allOrNothing(selection: Selection, order: readonly number[]): Selection {
  const isAll = order.length > 0 && order.every((number) => selection.numbers.has(number));
  return isAll ? NOTHING : { numbers: new Set(order), anchor: order[0] ?? null };
}

/** Without the rows that are gone. */
export function within(selection: Selection, order: readonly number[]): Selection {
  const known = new Set(order);
  const numbers = new Set([...selection.numbers].filter((number) => known.has(number)));
  return numbers.size === selection.numbers.size ? selection : { numbers, anchor: selection.anchor };
}
