import { useVirtualizer } from '@tanstack/react-virtual';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketRow } from '@/shared/api';
import { useNow } from '@/shared/lib/ticker';
import type { Selection, TicketSort } from '@/shared/ticket-list';
import { Checkbox, Icon } from '@/shared/ui';
import { Cell, SORT_OF, TicketCell, WIDTH, type Column } from './columns';

export type Density = 'regular' | 'compact';
const HEIGHT: Record<Density, number> = { regular: 36, compact: 32 };
const LOAD_AHEAD = 15;
/** What stays free above and below the row that has the focus, for its ring. */
const EDGE = 4;
const FIXED = 36 + 320;

export interface TicketTableProps {
  rows: readonly TicketRow[];
  columns: readonly Column[];
  density: Density;
  sort: TicketSort;
  selection: Selection;
  cursor: number | null;
  focusRequest: number;
  me: number | undefined;
  maySelect: boolean;
  onSort: (sort: TicketSort) => void;
  onToggle: (number: number, isRange: boolean) => void;
  onToggleAll: () => void;
  onCursor: (number: number) => void;
  onNearEnd: () => void;
}

export function TicketTable(props: TicketTableProps) {
  const { rows, columns, density, sort, selection, cursor, focusRequest, me, maySelect } = props;
  const { onSort, onToggle, onToggleAll, onCursor, onNearEnd } = props;
  const { t, i18n } = useTranslation(['tickets', 'shared']);
  const now = useNow(30_000);
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
  const first = (shown[0]?.start ?? headHeight) - headHeight;
  const end = (shown[shown.length - 1]?.end ?? headHeight) - headHeight;

  const lastShown = shown[shown.length - 1]?.index ?? 0;
  const newest = useRef({ onNearEnd, rows, cursor });
  useEffect(() => {
    newest.current = { onNearEnd, rows, cursor };
  });
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - LOAD_AHEAD) newest.current.onNearEnd();
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

  const chosen = rows.filter((row) => selection.numbers.has(row.number)).length;
  const context = { t, locale: i18n.language, now, me };
  const width = FIXED + columns.reduce((sum, column) => sum + WIDTH[column], 0);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll" ref={scroller} tabIndex={0} role="region" aria-label={t('table')}>
      <table className={density} style={{ minWidth: width }} aria-rowcount={rows.length + 1}>
        <colgroup>
          {maySelect ? <col style={{ width: 36 }} /> : null}
          <col />
          {columns.map((column) => (
            <col key={column} style={{ width: WIDTH[column] }} />
          ))}
        </colgroup>
        <thead ref={head}>
          <tr aria-rowindex={1}>
            {maySelect ? (
              <th className="c" scope="col">
                <Checkbox
                  label={t('selectAll', { count: rows.length })}
                  hideLabel
                  isChecked={chosen > 0 && chosen === rows.length}
                  isMixed={chosen > 0 && chosen < rows.length}
                  onChange={onToggleAll}
                />
              </th>
            ) : null}
            <th scope="col">{t('column.ticket')}</th>
            {columns.map((column) => (
              <Head key={column} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 ? <tr aria-hidden="true" className="gap" style={{ height: first }} /> : null}
          {shown.map(({ index, key }) => {
            const row = rows[index];
            if (!row) return null;
            const isChosen = selection.numbers.has(row.number);
            const classes = [isChosen && 'picked', row.is_unread && 'un', row.number === cursor && 'cur'];
            return (
              <tr
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
                aria-selected={isChosen || undefined}
                className={classes.filter(Boolean).join(' ')}
                onFocus={() => onCursor(row.number)}
              >
                {maySelect ? (
                  <td className="c">
                    <Checkbox
                      label={t('select', { number: row.number })}
                      hideLabel
                      isChecked={isChosen}
                      onChange={(_checked, event) => onToggle(row.number, event.shiftKey)}
                    />
                  </td>
                ) : null}
                <td>
                  <TicketCell row={row} />
                </td>
                {columns.map((column) => (
                  <td key={column} data-label={t(`column.${column}`)} data-column={column}>
                    <Cell column={column} row={row} context={context} />
                  </td>
                ))}
              </tr>
            );
          })}
          {end < virtual.getTotalSize() ? (
            <tr aria-hidden="true" className="gap" style={{ height: virtual.getTotalSize() - end }} />
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

function Head({ column, sort, onSort }: { column: Column; sort: TicketSort; onSort: (sort: TicketSort) => void }) {
  const { t } = useTranslation('tickets');
  const sorts = SORT_OF[column];
  const name = t(`column.${column}`);
  if (!sorts) return <th scope="col">{name}</th>;
  const isOn = sorts.includes(sort);
  const isDescending = sort.startsWith('-');
  const next = sort === sorts[0] ? (sorts[1] ?? sorts[0]) : sorts[0];
  return (
    <th scope="col" className={isOn ? 'on' : ''} aria-sort={isOn ? (isDescending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => onSort(next)}>
        {name}
        {isOn ? <Icon icon={isDescending ? ArrowDown : ArrowUp} size={12} /> : null}
      </button>
    </th>
  );
}
