import { useState } from 'react';

export interface RowCursor {
  cursor: number | null;
  /** Counts up each time the row of the cursor is to take the focus. */
  focusRequest: number;
  setCursor: (id: number | null) => void;
  focus: (id: number) => void;
  /** The row after or before one, null at the end; `start` says where a walk from no known row begins. */
  neighbor: (step: 1 | -1, from: number | null, start?: 'first' | 'nearest') => number | null;
}

/** Where the keyboard stands in a list of rows. */
export function useRowCursor(order: readonly number[], initial: number | null = null): RowCursor {
  const [cursor, setCursor] = useState(initial);
  const [focusRequest, setFocusRequest] = useState(0);
  return {
    cursor,
    focusRequest,
    setCursor,
    focus(id) {
      setCursor(id);
      setFocusRequest((count) => count + 1);
    },
    neighbor(step, from, start = 'first') {
      const index = from === null ? -1 : order.indexOf(from);
      if (index !== -1) return order[index + step] ?? null;
      return order[step === -1 && start === 'nearest' ? order.length - 1 : 0] ?? null;
    },
  };
}
