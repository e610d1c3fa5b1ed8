import { useState } from 'react';
import type { SavedView } from '@/shared/api';
import { useViews } from '@/shared/directory';
import { useStored } from '@/shared/lib/stored';
import { TICKET_SORTS, type TicketSort } from '@/shared/ticket-list';
import { columnsOf, INITIAL, type Column } from './columns';

export interface TicketsSearch {
  view?: number;
  /** The whole query where it differs from the view's. */
  q?: string;
  sort?: string;
}

/** What the table shows: a saved view or all that is open, and how it was changed since. */
export interface TableView {
  view: SavedView | undefined;
  query: string;
  sort: TicketSort;
  columns: readonly Column[];
  /** The view is named, and not known yet. */
  isLoading: boolean;
  /** Query, sort or columns are not the saved ones. */
  isChanged: boolean;
  setQuery: (query: string) => void;
  setSort: (sort: TicketSort) => void;
  setColumns: (columns: Column[]) => void;
  /** Back to what is saved. */
  reset: () => void;
  /** Go to a view as it is saved, or to all that is open. */
  open: (id: number | undefined) => void;
}

export function useTableView(search: TicketsSearch, onSearch: (search: TicketsSearch) => void): TableView {
  const view = useViews().find((one) => one.id === search.view);
  const [ownColumns, setOwnColumns] = useStored<string[]>('candor.table-columns', [...INITIAL]);
  const [hidden, setHidden] = useState<{ view: number | undefined; columns: Column[] } | null>(null);
  // A query of its own replaces the view's, so that a token of the view can be taken away too.
  const query = search.q ?? view?.query ?? (search.view === undefined ? 'is:open' : '');
  const sort = TICKET_SORTS.find((one) => one === search.sort) ?? view?.sort ?? '-last_activity';
  const savedColumns = columnsOf(view && view.columns.length > 0 ? view.columns : ownColumns);
  const columns = hidden && hidden.view === view?.id ? hidden.columns : savedColumns;
  const open = (id: number | undefined): void => onSearch(id === undefined ? {} : { view: id });
  return {
    view,
    query,
    sort,
    columns,
    isLoading: search.view !== undefined && !view && search.q === undefined,
    isChanged:
      view !== undefined && (query !== view.query || sort !== view.sort || columns.join() !== columnsOf(view.columns).join()),
    setQuery: (q) => onSearch({ ...search, q }),
    setSort: (next) => onSearch({ ...search, sort: next }),
    setColumns(next) {
      setHidden({ view: view?.id, columns: next });
      if (!view) setOwnColumns(next);
    },
    reset() {
      setHidden(null);
      open(view?.id);
    },
    open,
  };
}
