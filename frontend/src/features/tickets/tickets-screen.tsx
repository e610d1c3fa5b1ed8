import Columns3 from 'lucide-react/icons/columns-3';
import Pause from 'lucide-react/icons/pause';
import Plus from 'lucide-react/icons/plus';
import Rows3 from 'lucide-react/icons/rows-3';
import Search from 'lucide-react/icons/search';
import Trash2 from 'lucide-react/icons/trash-2';
import { useNavigate, Link } from '@tanstack/react-router';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe, useViewCounts, useViews } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useRowCursor } from '@/shared/lib/row-cursor';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useStored } from '@/shared/lib/stored';
import { ConnectionBar } from '@/shared/realtime';
import {
  allOrNothing,
  BULK_LIMIT,
  BulkBar,
  extendedTo,
  NewTicketDialog,
  NOTHING,
  QueryHints,
  TICKET_SORTS,
  toggled,
  useBeingRead,
  useBulk,
  useTicketList,
  within,
  type Selection,
} from '@/shared/ticket-list';
import { announce, Button, Empty, ErrorState, Field, Icon, IconButton, Keys, Menu, MenuLabel, toastFailure, useSkeleton } from '@/shared/ui';
import { columnsOf, COLUMNS, INITIAL, type Column } from './columns';
import { FilterBar } from './filter-bar';
import { RenameView } from './rename-view';
import { SaveViewDialog, useDeleteView, useUpdateView } from './save-view';
import { TableSkeleton } from './table-skeleton';
import { TicketTable, type Density } from './ticket-table';
import './tickets.css';

export interface TicketsSearch {
  view?: number;
  /** The whole query where it differs from the view's. */
  q?: string;
  sort?: string;
}

/** All tickets as a table, for sorting out many. */
export function TicketsScreen({ search, onSearch }: { search: TicketsSearch; onSearch: (search: TicketsSearch) => void }) {
  const { t } = useTranslation('tickets');
  const navigate = useNavigate();
  const me = useMe();
  const mayBulk = useMay('ticket.bulk');
  const views = useViews();
  const view = views.find((one) => one.id === search.view);
  const query = search.q ?? view?.query ?? (search.view === undefined ? 'is:open' : '');
  const sort = TICKET_SORTS.find((one) => one === search.sort) ?? view?.sort ?? '-last_activity';
  const [density, setDensity] = useStored<Density>('candor.table-density', 'regular');
  const [ownColumns, setOwnColumns] = useStored<string[]>('candor.table-columns', [...INITIAL]);
  const columns = columnsOf(view && view.columns.length > 0 ? view.columns : ownColumns);
  const [hidden, setHidden] = useState<{ view: number | undefined; columns: Column[] } | null>(null);
  const shownColumns = hidden && hidden.view === view?.id ? hidden.columns : columns;
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [isAdding, setAdding] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [isCreating, setCreating] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const pane = useRef<HTMLElement>(null);
  const isRead = useBeingRead(pane) || selection.numbers.size > 0;

  // A query of its own replaces the view's, so that a token of the view can be taken away too.
  const isLoadingView = search.view !== undefined && !view && search.q === undefined;
  const list = useTicketList({ q: query, sort }, isRead && !isLoadingView);
  const { rows } = list;
  const order = useMemo(() => rows.map((row) => row.number), [rows]);
  const { cursor, focusRequest, setCursor, focus: focusRow, neighbor } = useRowCursor(order);
  const kept = within(selection, order);
  const numbers = [...kept.numbers];
  const bulk = useBulk(() => {
    setSelection(NOTHING);
    list.showHeld();
  });
  const updateView = useUpdateView();
  const deleteView = useDeleteView(() => onSearch({}));
  const showsSkeleton = useSkeleton(list.isLoading);
  const counted = t(list.hasMore ? 'countMore' : 'count', { count: rows.length });
  const asked = `${query} ${sort}`;
  const announced = useRef(asked);
  // Only what somebody asked for is told, not every ticket that comes or goes.
  useEffect(() => {
    if (list.isLoading || announced.current === asked) return;
    announced.current = asked;
    announce(counted);
  }, [list.isLoading, asked, counted]);
  useDocumentTitle(view?.name ?? t('title'));

  const isChanged =
    view !== undefined && (query !== view.query || sort !== view.sort || shownColumns.join() !== columnsOf(view.columns).join());
  const mayShare = useMay('view.shared');
  const isOwn = view !== undefined && (view.kind === 'personal' ? view.owner_id === me?.id : mayShare);
  const setQuery = (q: string): void => onSearch({ ...search, q });
  const move = (step: 1 | -1): number | null => {
    const next = neighbor(step, cursor);
    if (next !== null) focusRow(next);
    return next;
  };
  const extend = (step: 1 | -1): void => {
    const from = cursor;
    const next = move(step);
    if (next === null || from === null) return;
    setSelection((old) => extendedTo(old.anchor === null ? toggled(old, from) : old, order, next));
  };
  useShortcuts(t('keys.title'), [
    { keys: 'j', label: t('keys.next'), run: () => void move(1) },
    { keys: 'k', label: t('keys.previous'), run: () => void move(-1) },
    { keys: 'x', label: t('keys.select'), run: () => (cursor === null || !mayBulk ? false : setSelection((old) => toggled(old, cursor))) },
    { keys: 'shift+arrowdown', label: t('keys.extend'), run: () => (mayBulk ? extend(1) : false) },
    { keys: 'shift+arrowup', label: t('keys.extendUp'), run: () => (mayBulk ? extend(-1) : false) },
    { keys: 'shift+r', label: t('keys.held'), run: list.showHeld },
    { keys: '/', label: t('query.label'), run: () => field.current?.focus() },
    { keys: 'f', label: t('filter.add'), run: () => setAdding(true) },
    { keys: 'c', label: t('new'), run: () => setCreating(true) },
  ]);

  return (
    <main className="pane sp qt" id="content" tabIndex={-1} data-pane="content" ref={pane}>
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        {list.isLoading ? null : <span className="t3 f12 nw">{counted}</span>}
        <span className="sp" />
        <QueryField key={query} inputRef={field} query={query} onQuery={setQuery} />
        <Button icon={<Icon icon={Plus} />} keys="c" onClick={() => setCreating(true)}>
          {t('new')}
        </Button>
      </header>
      <ViewRow current={view?.id} />
      <div className="filters">
        <FilterBar query={query} isAdding={isAdding} onAdding={setAdding} onQuery={setQuery} />
        <span className="sp" />
        {isChanged ? (
          <>
            <span className="t3 f12 nw hint-save">{t('view.changed')}</span>
            <Button
              size="sm"
              variant="ghost"
              onClick={() => {
                setHidden(null);
                onSearch({ view: view.id });
              }}
            >
              {t('view.reset')}
            </Button>
            {isOwn ? (
              <Button
                size="sm"
                busy={updateView.isPending ? t('view.busy') : null}
                onClick={() =>
                  updateView.mutate(
                    { id: view.id, query, sort, columns: shownColumns },
                    { onSuccess: () => onSearch({ view: view.id }) },
                  )
                }
              >
                {t('view.save')}
              </Button>
            ) : null}
          </>
        ) : null}
        <Button size="sm" variant="ghost" onClick={() => setSaving(true)}>
          {t('view.saveAs')}
        </Button>
        {view && isOwn ? <RenameView view={view} /> : null}
        {view && isOwn ? (
          <IconButton size="sm" label={t('view.delete', { name: view.name })} onClick={() => deleteView.mutate(view)}>
            <Icon icon={Trash2} size={14} />
          </IconButton>
        ) : null}
        <span className="vsep" />
        <ColumnsMenu
          columns={shownColumns}
          onChange={(next) => {
            setHidden({ view: view?.id, columns: next });
            if (!view) setOwnColumns(next);
          }}
        />
        <IconButton
          size="sm"
          label={t('density')}
          isOn={density === 'compact'}
          onClick={() => setDensity(density === 'compact' ? 'regular' : 'compact')}
        >
          <Icon icon={Rows3} size={14} />
        </IconButton>
      </div>
      <ConnectionBar updates={list.held} onShow={list.showHeld} />
      {list.held > 0 ? (
        <button type="button" className="held" onClick={list.showHeld}>
          <Icon icon={Pause} size={12} />
          {t('held', { count: list.held })}
          <span className="sp" />
          <Keys keys="shift+r" />
        </button>
      ) : null}
      <QueryHints list={list} />
      {showsSkeleton ? (
        <TableSkeleton />
      ) : list.error && rows.length === 0 ? (
        <ErrorState title={t('fault')} error={list.error} onRetry={list.retry} />
      ) : list.isLoading ? null : rows.length === 0 ? (
        <Empty title={t('empty')} action={query ? <Button onClick={() => setQuery('')}>{t('clear')}</Button> : undefined} />
      ) : (
        <TicketTable
          rows={rows}
          columns={shownColumns}
          density={density}
          sort={sort}
          selection={kept}
          cursor={cursor}
          focusRequest={focusRequest}
          me={me?.id}
          maySelect={mayBulk}
          onSort={(next) => onSearch({ ...search, sort: next })}
          onToggle={(number, isRange) =>
            setSelection((old) => (isRange ? extendedTo(old, order, number) : toggled(old, number)))
          }
          onToggleAll={() => setSelection((old) => allOrNothing(old, order))}
          onCursor={setCursor}
          onNearEnd={list.loadMore}
        />
      )}
      {numbers.length > 0 ? (
        <BulkBar
          count={numbers.length}
          isBusy={bulk.isPending}
          onChange={(changes) => {
            if (numbers.length > BULK_LIMIT) toastFailure(t('tooMany', { count: BULK_LIMIT }));
            else bulk.mutate({ numbers, changes });
          }}
          onClear={() => setSelection(NOTHING)}
        />
      ) : null}
      <SaveViewDialog
        isOpen={isSaving}
        onOpenChange={setSaving}
        values={{ query, sort, columns: shownColumns }}
        onSaved={(id) => onSearch({ view: id })}
      />
      <NewTicketDialog
        isOpen={isCreating}
        onOpenChange={setCreating}
        onCreated={(number) => void navigate({ to: '/inbox/$number', params: { number: String(number) } })}
      />
    </main>
  );
}

interface QueryFieldProps {
  query: string;
  onQuery: (query: string) => void;
  inputRef: React.RefObject<HTMLInputElement | null>;
}

function QueryField({ query, onQuery, inputRef }: QueryFieldProps) {
  const { t } = useTranslation('tickets');
  const [value, setValue] = useState(query);
  useEffect(() => setValue(query), [query]);
  return (
    <form
      role="search"
      className="qsearch"
      onSubmit={(event) => {
        event.preventDefault();
        onQuery(value.trim());
      }}
    >
      <Field
        ref={inputRef}
        size="sm"
        hideLabel
        label={t('query.label')}
        placeholder={t('query.example')}
        value={value}
        icon={<Icon icon={Search} size={14} />}
        end={<Keys keys="/" />}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setValue(query);
          event.currentTarget.blur();
        }}
      />
    </form>
  );
}

function ViewRow({ current }: { current: number | undefined }) {
  const { t } = useTranslation('tickets');
  const views = useViews();
  const countOf = useViewCounts();
  return (
    <nav className="vtabs" aria-label={t('view.label')}>
      <Link to="/tickets" search={{}} className={current === undefined ? 'on' : ''} aria-current={current === undefined ? 'page' : undefined} activeProps={{}}>
        {t('view.open')}
      </Link>
      {views.map((view) => (
        <Link
          key={view.id}
          to="/tickets"
          search={{ view: view.id }}
          className={view.id === current ? 'on' : ''}
          aria-current={view.id === current ? 'page' : undefined}
          activeProps={{}}
        >
          <bdi>{view.name}</bdi>{' '}
          <span className="n">{countOf(view.id)}</span>
        </Link>
      ))}
    </nav>
  );
}

function ColumnsMenu({ columns, onChange }: { columns: readonly Column[]; onChange: (columns: Column[]) => void }) {
  const { t } = useTranslation('tickets');
  return (
    <Menu
      align="end"
      trigger={
        <Button size="sm" variant="ghost" icon={<Icon icon={Columns3} />}>
          {t('columns')}
        </Button>
      }
    >
      <MenuLabel>{t('columns')}</MenuLabel>
      {COLUMNS.map((column) => {
        const isShown = columns.includes(column);
        return (
          <DropdownMenu.CheckboxItem
            key={column}
            className="mi"
            checked={isShown}
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={() =>
              onChange(COLUMNS.filter((other) => (other === column ? !isShown : columns.includes(other))))
            }
          >
            <span>{t(`column.${column}`)}</span>
            <span className="r" aria-hidden="true">
              <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
            </span>
          </DropdownMenu.CheckboxItem>
        );
      })}
    </Menu>
  );
}
