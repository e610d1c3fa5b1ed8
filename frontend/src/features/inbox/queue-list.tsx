import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketRow } from '@/shared/api';
import { useMe } from '@/shared/directory';
import type { RowSelection, TicketList } from '@/shared/ticket-list';
import { grouped, type GroupName } from './model/groups';
import { QueueRow } from './queue-row';
import type { QueueWalk } from './use-queue-walk';

const ROW = 62;
const HEAD = 30;
const LOAD_AHEAD = 10;

type Item = { type: 'head'; name: GroupName; count: number } | { type: 'row'; row: TicketRow };

export interface QueueListProps {
  queue: TicketList;
  open: number | null;
  walk: QueueWalk;
  selection: RowSelection;
  label: string;
}

/** The numbers as they stand on the screen, group after group. */
export function screenOrder(rows: readonly TicketRow[], isComplete: boolean): number[] {
  return isComplete ? grouped(rows).flatMap((group) => group.numbers) : rows.map((row) => row.number);
}

export function QueueList({ queue, open, walk, selection, label }: QueueListProps) {
  const { t } = useTranslation('inbox');
  const me = useMe();
  const { rows, loadMore } = queue;
  const { cursor, focusRequest } = walk;
  // Groups are shown only when the whole view is loaded; a later page would push rows down.
  const isComplete = !queue.hasMore;
  const scroller = useRef<HTMLDivElement>(null);

  const items = useMemo(() => itemsOf(rows, isComplete), [rows, isComplete]);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.type === 'head' ? HEAD : ROW),
    getItemKey: (index) => keyOf(items[index]),
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();

  const lastShown = shown[shown.length - 1]?.index ?? 0;
  const newest = useRef(loadMore);
  useEffect(() => {
    newest.current = loadMore;
  });
  useEffect(() => {
    if (items.length > 0 && lastShown >= items.length - LOAD_AHEAD) newest.current();
  }, [lastShown, items.length]);

  const latest = useRef({ items, cursor });
  useEffect(() => {
    latest.current = { items, cursor };
  });
  useEffect(() => {
    if (focusRequest === 0) return undefined;
    const { items: now, cursor: number } = latest.current;
    const index = now.findIndex((item) => item.type === 'row' && item.row.number === number);
    if (index === -1) return undefined;
    virtual.scrollToIndex(index, { align: 'auto' });
    const frame = requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-number="${number}"]`)?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [focusRequest, virtual]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.shiftKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    walk.move(event.key === 'ArrowDown' ? 1 : -1);
  };

  // Rows are the tab stop; the list itself takes focus only by script.
  const tabStop = cursor ?? rows[0]?.number ?? null;
  const total = rows.length;
  let position = 0;
  const positions = new Map(items.map((item, index) => [index, item.type === 'row' ? ++position : 0]));
  return (
    <div className="scroll qscroll" ref={scroller}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of a list with one tab stop; each row is a link of its own */}
      <ul
        aria-label={label}
        style={{ height: virtual.getTotalSize(), position: 'relative' }}
        onKeyDown={onKeyDown}
      >
        {shown.map((place) => {
          const item = items[place.index];
          if (!item) return null;
          const style = { transform: `translateY(${place.start}px)`, height: place.size };
          if (item.type === 'head') {
            return (
              <li key={place.key} className="qitem qg" style={style}>
                <h2>
                  {t(`group.${item.name}`)} <span>{item.count}</span>
                </h2>
              </li>
            );
          }
          const { row } = item;
          return (
            <li key={place.key} className="qitem" style={style} aria-setsize={total} aria-posinset={positions.get(place.index)}>
              <QueueRow
                row={row}
                isOpen={row.number === open}
                isCursor={row.number === tabStop}
                isChosen={selection.numbers.has(row.number)}
                isMine={row.assignee?.id === me?.id}
                onToggle={selection.toggle}
                onFocus={walk.setCursor}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function itemsOf(rows: readonly TicketRow[], isComplete: boolean): Item[] {
  if (!isComplete) return rows.map((row) => ({ type: 'row', row }));
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return grouped(rows).flatMap((group): Item[] => [
    { type: 'head', name: group.name, count: group.numbers.length },
    ...group.numbers.flatMap((number): Item[] => {
      const row = byNumber.get(number);
      return row ? [{ type: 'row', row }] : [];
    }),
  ]);
}

const keyOf = (item: Item | undefined): string | number =>
  item?.type === 'row' ? item.row.number : `head-${item?.name ?? ''}`;
