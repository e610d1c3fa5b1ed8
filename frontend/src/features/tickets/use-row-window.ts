import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RowCursor } from '@/shared/lib/row-cursor';
import type { TicketList } from '@/shared/ticket-list';

export type Density = 'regular' | 'compact';
const HEIGHT: Record<Density, number> = { regular: 36, compact: 32 };
const LOAD_AHEAD = 15;
/** What stays free above and below the row that has the focus, for its ring. */
const EDGE = 4;

/**
 * The rows that are in view, with the height in px of those above and below; the row of the cursor
 * comes into view and takes the focus when it is to, and more are loaded before the end is reached.
 */
export function useRowWindow({ rows, loadMore }: TicketList, { cursor, focusRequest }: RowCursor, density: Density) {
  const scroller = useRef<HTMLDivElement>(null);
  // The head stands above the rows and stays in view over them; on a phone there is none.
  const head = useRef<HTMLTableSectionElement>(null);
  const [headHeight, setHeadHeight] = useState(0);
  useLayoutEffect(() => setHeadHeight(head.current?.offsetHeight ?? 0), []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT[density],
    overscan: 12,
    getItemKey: (index) => rows[index]?.number ?? index,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight + EDGE,
    scrollPaddingEnd: EDGE,
  });
  const shown = virtual.getVirtualItems();
  const last = shown[shown.length - 1];

  const lastShown = last?.index ?? 0;
  const newest = useRef({ loadMore, rows, cursor });
  useEffect(() => {
    newest.current = { loadMore, rows, cursor };
  });
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - LOAD_AHEAD) newest.current.loadMore();
  }, [lastShown, rows.length]);
  useEffect(() => virtual.measure(), [density, virtual]);

  useEffect(() => {
    if (focusRequest === 0) return undefined;
    const { rows: all, cursor: number } = newest.current;
    const index = all.findIndex((row) => row.number === number);
    if (index === -1) return undefined;
    virtual.scrollToIndex(index, { align: 'auto' });
    const frame = requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`a[data-number="${number}"]`)?.focus({ preventScroll: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, [focusRequest, virtual]);

  return {
    scroller,
    head,
    shown,
    above: (shown[0]?.start ?? headHeight) - headHeight,
    below: virtual.getTotalSize() - ((last?.end ?? headHeight) - headHeight),
    measure: virtual.measureElement,
  };
}
