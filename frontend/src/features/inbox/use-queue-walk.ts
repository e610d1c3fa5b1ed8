import { useRowCursor } from '@/shared/lib/row-cursor';

export interface QueueWalk {
  /** The row of the open ticket, else where the keyboard stands. */
  cursor: number | null;
  /** Counts up each time the row of the cursor is to take the focus. */
  focusRequest: number;
  setCursor: (number: number | null) => void;
  focus: (number: number) => void;
  /** The row after or before one, from the cursor where none is named; null at the end. */
  neighbor: (step: 1 | -1, from?: number | null) => number | null;
  /** Goes to the next or previous ticket, and opens it while one is open. */
  move: (step: 1 | -1) => void;
  /** The ticket that comes after one that leaves the queue; null where it was the last. */
  after: (number: number) => number | null;
}

/** Walking the queue, in the order that it has on the screen. */
export function useQueueWalk(order: readonly number[], open: number | null, onOpen: (number: number) => void): QueueWalk {
  const rows = useRowCursor(order, open);
  const { focusRequest, setCursor, focus } = rows;
  const cursor = open !== null && order.includes(open) ? open : rows.cursor;
  const neighbor = (step: 1 | -1, from: number | null = cursor): number | null => rows.neighbor(step, from, 'nearest');
  return {
    cursor,
    focusRequest,
    setCursor,
    focus,
    neighbor,
    move(step) {
      const next = neighbor(step);
      if (next === null) return;
      if (open === null) {
        focus(next);
        return;
      }
      // A row that is left behind must not answer Enter any more.
      if (document.activeElement?.closest('[data-number]')) document.getElementById('conversation')?.focus();
      setCursor(next);
      onOpen(next);
    },
    after(number) {
      const next = neighbor(1, number) ?? neighbor(-1, number);
      return next === number ? null : next;
    },
  };
}
