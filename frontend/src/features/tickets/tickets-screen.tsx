import Plus from 'lucide-react/icons/plus';
import Rows3 from 'lucide-react/icons/rows-3';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useRowCursor } from '@/shared/lib/row-cursor';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useStored } from '@/shared/lib/stored';
import {
  BULK_LIMIT,
  BulkBar,
  NewTicketDialog,
  placeAsked,
  useBeingRead,
  useBulk,
  useSelection,
  useTicketList,
  type BulkInput,
} from '@/shared/ticket-list';
import { announce, Button, Icon, IconButton, toastFailure } from '@/shared/ui';
import { ColumnsMenu } from './columns-menu';
import { FilterBar } from './filter-bar';
import { QueryField } from './query-field';
import { TableBody } from './table-body';
import { TicketTable } from './ticket-table';
import { useRowKeys } from './use-row-keys';
import type { Density } from './use-row-window';
import { useTableView, type TicketsSearch } from './use-table-view';
import { ViewActions } from './view-actions';
import { ViewRow } from './view-row';
import './tickets.css';

/** All tickets as a table, for sorting out many. */
export function TicketsScreen({ search, onSearch }: { search: TicketsSearch; onSearch: (search: TicketsSearch) => void }) {
  const { t } = useTranslation('tickets');
  const navigate = useNavigate();
  const table = useTableView(search, onSearch);
  const { query, sort } = table;
  const [density, setDensity] = useStored<Density>('candor.table-density', 'regular');
  const [isAdding, setAdding] = useState(false);
  const [isCreating, setCreating] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const pane = useRef<HTMLElement>(null);
  const chosen = useSelection();
  const isRead = useBeingRead(pane) || !chosen.isEmpty;

  const list = useTicketList({ q: query, sort }, isRead && !table.isLoading);
  const { rows } = list;
  const order = useMemo(() => rows.map((row) => row.number), [rows]);
  const walk = useRowCursor(order);
  const selection = chosen.among(order);
  const numbers = [...selection.numbers];
  const bulk = useBulk(() => {
    selection.clear();
    list.showHeld();
  });
  const counted = t(list.hasMore ? 'countMore' : 'count', { count: rows.length });
  useAnnouncedAnswer(`${query} ${sort}`, counted, list.isLoading);
  useDocumentTitle(table.view?.name ?? t('title'));
  useShortcuts(t('keys.title'), [
    ...useRowKeys(walk, selection),
    { keys: 'shift+r', label: t('keys.held'), run: list.showHeld },
    { keys: '/', label: t('query.label'), run: () => field.current?.focus() },
    { keys: 'f', label: t('filter.add'), run: () => setAdding(true) },
    { keys: 'c', label: t('new'), run: () => setCreating(true) },
  ]);

  function changeMany(changes: BulkInput['changes']): void {
    if (numbers.length > BULK_LIMIT) toastFailure(t('tooMany', { count: BULK_LIMIT }));
    else bulk.mutate({ numbers, changes });
  }

  return (
    <main className="pane sp qt" id="content" tabIndex={-1} data-pane="content" ref={pane}>
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        {list.isLoading ? null : <span className="t3 f12 nw">{counted}</span>}
        <span className="sp" />
        <QueryField key={query} inputRef={field} query={query} onQuery={table.setQuery} />
        <Button icon={<Icon icon={Plus} />} keys="c" onClick={() => setCreating(true)}>
          {t('new')}
        </Button>
      </header>
      <ViewRow current={table.view?.id} query={query} />
      <div className="filters">
        <FilterBar query={query} isAdding={isAdding} onAdding={setAdding} onQuery={table.setQuery} />
        <span className="sp" />
        <ViewActions table={table} />
        <span className="vsep" />
        <ColumnsMenu columns={table.columns} onChange={table.setColumns} />
        <IconButton
          size="sm"
          label={t('density')}
          isOn={density === 'compact'}
          onClick={() => setDensity(density === 'compact' ? 'regular' : 'compact')}
        >
          <Icon icon={Rows3} size={14} />
        </IconButton>
      </div>
      <TableBody list={list} place={placeAsked(query)} onClear={query ? () => table.setQuery('') : null}>
        <TicketTable table={table} list={list} density={density} walk={walk} selection={selection} />
      </TableBody>
      {numbers.length > 0 ? (
        <BulkBar rows={rows.filter((row) => selection.numbers.has(row.number))} count={numbers.length} isBusy={bulk.isPending} onChange={changeMany} onClear={selection.clear} />
      ) : null}
      <NewTicketDialog
        isOpen={isCreating}
        onOpenChange={setCreating}
        onCreated={(number) => void navigate({ to: '/inbox/$number', params: { number: String(number) } })}
      />
    </main>
  );
}

/** Says how many tickets answer what somebody asked for, not every ticket that comes or goes. */
function useAnnouncedAnswer(asked: string, counted: string, isLoading: boolean): void {
  const announced = useRef(asked);
  useEffect(() => {
    if (isLoading || announced.current === asked) return;
    announced.current = asked;
    announce(counted);
  }, [isLoading, asked, counted]);
}
