import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketRow } from '@/shared/api';
import { useMay } from '@/shared/directory';
import type { RowSelection } from '@/shared/ticket-list';
import { Checkbox, Icon } from '@/shared/ui';
import { SORT_OF, type Column } from './columns';
import type { TableView } from './use-table-view';

interface TableHeadProps {
  ref: Ref<HTMLTableSectionElement>;
  table: TableView;
  rows: readonly TicketRow[];
  selection: RowSelection;
}

/** The names of the columns, by which rows are sorted, and the choice of all. */
export function TableHead({ ref, table, rows, selection }: TableHeadProps) {
  const { t } = useTranslation('tickets');
  const maySelect = useMay('ticket.bulk');
  const chosen = rows.filter((row) => selection.numbers.has(row.number)).length;
  return (
    <thead ref={ref}>
      <tr aria-rowindex={1}>
        {maySelect ? (
          <th className="c" scope="col">
            <Checkbox
              label={t('selectAll', { count: rows.length })}
              hideLabel
              isChecked={chosen > 0 && chosen === rows.length}
              isMixed={chosen > 0 && chosen < rows.length}
              onChange={selection.toggleAll}
            />
          </th>
        ) : null}
        <th scope="col">{t('column.ticket')}</th>
        {table.columns.map((column) => (
          <Head key={column} column={column} table={table} />
        ))}
      </tr>
    </thead>
  );
}

function Head({ column, table }: { column: Column; table: TableView }) {
  const { t } = useTranslation('tickets');
  const { sort, setSort } = table;
  const sorts = SORT_OF[column];
  const name = t(`column.${column}`);
  if (!sorts) return <th scope="col">{name}</th>;
  const isOn = sorts.includes(sort);
  const isDescending = sort.startsWith('-');
  const next = sort === sorts[0] ? (sorts[1] ?? sorts[0]) : sorts[0];
  return (
    <th scope="col" className={isOn ? 'on' : ''} aria-sort={isOn ? (isDescending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => setSort(next)}>
        {name}
        {isOn ? <Icon icon={isDescending ? ArrowDown : ArrowUp} size={12} /> : null}
      </button>
    </th>
  );
}
