import { useEffect, useRef, type RefObject } from 'react';
import type { RowCursor } from '@/shared/lib/row-cursor';

const linkOf = (box: HTMLElement | null, id: number | null): HTMLElement | null =>
  box?.querySelector<HTMLElement>(`[data-row="${id}"] a`) ?? null;

/**
 * Gives the row of the cursor the focus when it is asked for, and again when a panel has closed that took it along.
 *
 * Rows carry their id as `data-row`; the ref belongs on what holds them.
 */
export function useRowFocus<Box extends HTMLElement>(
  { cursor, focusRequest }: Pick<RowCursor, 'cursor' | 'focusRequest'>,
  openId: number | undefined,
): RefObject<Box | null> {
  const box = useRef<Box>(null);
  const aim = useRef(cursor);
  useEffect(() => {
    aim.current = cursor;
  });
  useEffect(() => {
    if (focusRequest !== 0) linkOf(box.current, aim.current)?.focus();
  }, [focusRequest]);
  const wasOpen = useRef(openId);
  useEffect(() => {
    const closed = openId === undefined ? wasOpen.current : undefined;
    wasOpen.current = openId;
    if (closed === undefined || document.activeElement !== document.body) return;
    (linkOf(box.current, closed) ?? linkOf(box.current, aim.current))?.focus();
  }, [openId]);
  return box;
}
