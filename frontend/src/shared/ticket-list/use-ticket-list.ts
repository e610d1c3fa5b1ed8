import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { keys, type TicketRow } from '../api';
import { patchTicketInLists } from '../api/ticket-cache';
import { useLiveEvents, useLiveSignals } from '../realtime';
import { ticketListQuery, type QueryHint, type TicketFilters } from './query';
import { continued, updatesBetween } from './held';

const REFRESH_AFTER_MS = 800;

export interface TicketList {
  /** In the order on the screen. */
  rows: readonly TicketRow[];
  /** Updates held back. */
  held: number;
  showHeld: () => void;
  hints: readonly QueryHint[];
  /** The spelling that was searched for instead, empty when it is what was written. */
  corrected: string;
  isLoading: boolean;
  error: unknown;
  retry: () => void;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
}

interface Shown {
  key: string;
  order: readonly number[];
  pages: number;
}
const NOTHING_SHOWN: Shown = { key: '', order: [], pages: 0 };

/**
 * The tickets of a view. Rows change in place at once; coming, going and moving rows wait while
 * `isBeingRead`.
 */
export function useTicketList(filters: TicketFilters, isBeingRead: boolean): TicketList {
  const client = useQueryClient();
  const query = useInfiniteQuery(ticketListQuery(filters));
  const key = JSON.stringify(filters);
  const { data } = query;

  const fresh = useMemo(() => data?.pages.flatMap((page) => page.results) ?? [], [data]);
  const freshOrder = useMemo(() => [...new Set(fresh.map((row) => row.number))], [fresh]);
  const pages = data?.pages.length ?? 0;

  const [shown, setShown] = useState<Shown>(NOTHING_SHOWN);
  const current = nextShown(shown, { key, order: freshOrder, pages }, isBeingRead && data !== undefined);
  // State that follows from newer data is set while rendering, so that no frame shows the old list.
  if (current !== shown) setShown(current);

  const known = useKnownRows(fresh);
  useLiveSignals('queue', ({ data: change }) => {
    if ('ticket' in change) patchTicketInLists(client, change.ticket);
  });
  useLiveEvents('queue', ({ data: change }) => {
    if (!('ticket' in change)) return;
    const row = change.ticket;
    patchTicketInLists(client, row);
    known.remember(row);
    scheduleRefresh();
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const scheduleRefresh = (): void => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: keys.ticketLists });
    }, REFRESH_AFTER_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const rows = useMemo(
    () => current.order.flatMap((number) => known.get(number) ?? []),
    [current.order, known],
  );
  return {
    rows,
    held: current.order === freshOrder ? 0 : updatesBetween(current.order, freshOrder),
    // Whatever is there when this is drawn next: who calls it may have seen an older list.
    showHeld: () => setShown(NOTHING_SHOWN),
    hints: data?.pages[0]?.hints ?? [],
    corrected: data?.pages[0]?.corrected ?? '',
    isLoading: query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
  };
}

/** What to show next: the new order, or the old one while it is read, grown by further pages. */
export function nextShown(shown: Shown, fresh: Shown, isHeld: boolean): Shown {
  if (shown.key !== fresh.key || !isHeld || shown.order.length === 0) {
    const isSame = shown.key === fresh.key && shown.pages === fresh.pages && sameOrder(shown.order, fresh.order);
    return isSame ? shown : fresh;
  }
  if (fresh.pages > shown.pages) {
    return { ...fresh, order: continued(shown.order, fresh.order) };
  }
  return shown;
}

const sameOrder = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((number, index) => number === b[index]);

/** The newest known row of each number, also of tickets that have left the list. */
function useKnownRows(fresh: readonly TicketRow[]) {
  const [left, setLeft] = useState<ReadonlyMap<number, TicketRow>>(new Map());
  const [last, setLast] = useState(fresh);
  if (last !== fresh) {
    setLast(fresh);
    const present = new Set(fresh.map((row) => row.number));
    const gone = last.filter((row) => !present.has(row.number));
    if (gone.length > 0) setLeft((old) => new Map([...old, ...gone.map((row) => [row.number, row] as const)].slice(-300)));
  }
  return useMemo(() => {
    const byNumber = new Map(left);
    for (const row of fresh) byNumber.set(row.number, row);
    return {
      get: (number: number): TicketRow | undefined => byNumber.get(number),
      remember: (row: TicketRow): void => {
        setLeft((old) => (old.has(row.number) ? new Map(old).set(row.number, { ...old.get(row.number), ...row }) : old));
      },
    };
  }, [left, fresh]);
}
