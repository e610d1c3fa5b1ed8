import { useState } from 'react';
import type { Shortcut } from '@/shared/lib/shortcuts';

export interface RowKeys {
  cursor: number | null;
  focusRequest: number;
  setCursor: (id: number | null) => void;
  focus: (id: number) => void;
  /** Go to the next or previous row; the row gone to, or null at the end. */
  move: (step: 1 | -1) => number | null;
  shortcuts: (labels: { next: string; previous: string }) => Shortcut[];
}

/** Walking the rows of a table with J and K; Enter opens, because a row is a link. An open panel walks along. */
export function useRowKeys(order: readonly number[], openId: number | undefined, onOpen: (id: number) => void): RowKeys {
  const [cursor, setCursor] = useState<number | null>(null);
  const [focusRequest, setFocusRequest] = useState(0);
  const focus = (id: number): void => {
    setCursor(id);
    setFocusRequest((count) => count + 1);
  };
  const move = (step: 1 | -1): number | null => {
    const from = openId ?? cursor;
    const index = from === null ? -1 : order.indexOf(from);
    const next = index === -1 ? order[0] : order[index + step];
    if (next === undefined) return null;
    focus(next);
    if (openId !== undefined) onOpen(next);
    return next;
  };
  return {
    cursor,
    focusRequest,
    setCursor,
    focus,
    move,
    shortcuts: (labels) => [
      { keys: 'j', label: labels.next, run: () => void move(1) },
      { keys: 'k', label: labels.previous, run: () => void move(-1) },
    ],
  };
}
