import { useState } from 'react';
import { allOrNothing, extendedTo, NOTHING, toggled, within, type Selection } from './selection';

/** What is chosen among the rows that are there. */
export interface RowSelection extends Selection {
  /** Takes a row in or out; with `isRange` everything from the last one to it. */
  toggle: (number: number, isRange?: boolean) => void;
  toggleAll: () => void;
  /** Takes in the row gone to, and the one the walk came from where nothing is chosen yet. */
  extend: (from: number, to: number) => void;
  clear: () => void;
  /** Forgets what is not among `order`. */
  keepOnly: (order: readonly number[]) => void;
}

/**
 * Rows chosen for a change of many. The choice stands before its rows do: `isEmpty` may decide
 * whether they move, and `among` says what of it is left once their order is known.
 */
export function useSelection(): { isEmpty: boolean; among: (order: readonly number[]) => RowSelection } {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  return {
    isEmpty: selection.numbers.size === 0,
    among: (order) => ({
      ...within(selection, order),
      toggle: (number, isRange = false) =>
        setSelection((old) => (isRange ? extendedTo(old, order, number) : toggled(old, number))),
      toggleAll: () => setSelection((old) => allOrNothing(old, order)),
      extend: (from, to) =>
        setSelection((old) => extendedTo(old.anchor === null ? toggled(old, from) : old, order, to)),
      clear: () => setSelection(NOTHING),
      keepOnly: (left) => setSelection((old) => within(old, left)),
    }),
  };
}
