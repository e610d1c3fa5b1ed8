import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '@/shared/directory';
import type { RowCursor } from '@/shared/lib/row-cursor';
import { useNow } from '@/shared/lib/ticker';
import type { RowSelection, TicketList } from '@/shared/ticket-list';
import { Checkbox } from '@/shared/ui';
import { Cell, TicketCell, WIDTH } from './columns';
import { TableHead } from './table-head';
import { useRowWindow, type Density } from './use-row-window';
import type { TableView } from './use-table-view';

const FIXED = 36 + 320;

export interface TicketTableProps {
  table: TableView;
  list: TicketList;
  density: Density;
  walk: RowCursor;
  selection: RowSelection;
}

export function TicketTable({ table, list, density, walk, selection }: TicketTableProps) {
  const { t, i18n } = useTranslation(['tickets', 'shared']);
  const now = useNow(30_000);
  const me = useMe();
  const maySelect = useMay('ticket.bulk');
  const { rows } = list;
  const { columns } = table;
  const { scroller, head, shown, above, below, measure } = useRowWindow(list, walk, density);
  const context = { t, locale: i18n.language, now, me: me?.id };
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
        <TableHead ref={head} table={table} rows={rows} selection={selection} />
        <tbody>
          {above > 0 ? <tr aria-hidden="true" className="gap" style={{ height: above }} /> : null}
          {shown.map(({ index, key }) => {
            const row = rows[index];
            if (!row) return null;
            const isChosen = selection.numbers.has(row.number);
            const classes = [isChosen && 'picked', row.is_unread && 'un', row.number === walk.cursor && 'cur'];
            return (
              <tr
                key={key}
                ref={measure}
                data-index={index}
                aria-rowindex={index + 2}
                aria-selected={isChosen || undefined}
                className={classes.filter(Boolean).join(' ')}
                onFocus={() => walk.setCursor(row.number)}
              >
                {maySelect ? (
                  <td className="c">
                    <Checkbox
                      label={t('select', { number: row.number })}
                      hideLabel
                      isChecked={isChosen}
                      onChange={(_checked, event) => selection.toggle(row.number, event.shiftKey)}
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
          {below > 0 ? <tr aria-hidden="true" className="gap" style={{ height: below }} /> : null}
        </tbody>
      </table>
    </div>
  );
}
