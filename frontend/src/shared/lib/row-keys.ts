import { useRowCursor, type RowCursor } from './row-cursor';
import type { Shortcut } from './shortcuts';

export interface RowKeys extends RowCursor {
  /** Go to the next or previous row; the row gone to, or null at the end. */
  move: (step: 1 | -1) => number | null;
  shortcuts: (labels: { next: string; previous: string }) => Shortcut[];
}

/** Walking the rows of a table with J and K; Enter opens, because a row is a link. An open panel walks along. */
export function useRowKeys(order: readonly number[], openId: number | undefined, onOpen: (id: number) => void): RowKeys {
  const rows = useRowCursor(order);
  const move = (step: 1 | -1): number | null => {
    const next = rows.neighbor(step, openId ?? rows.cursor);
    if (next === null) return null;
    rows.focus(next);
    if (openId !== undefined) onOpen(next);
    return next;
  };
  return {
    ...rows,
    move,
    shortcuts: (labels) => [
      { keys: 'j', label: labels.next, run: () => void move(1) },
      { keys: 'k', label: labels.previous, run: () => void move(-1) },
    ],
  };
}
