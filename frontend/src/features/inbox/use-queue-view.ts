import type { SavedView } from '@/shared/api';
import { useViews } from '@/shared/directory';
import { queryOf, type Place } from '@/shared/ticket-list';

export const SORTS = ['due', '-last_activity', 'priority', '-created', 'created'] as const;
export type Sort = (typeof SORTS)[number];

export interface InboxSearch {
  view?: number;
  sort?: string;
  q?: string;
}

/** What the queue shows: a saved view, its order, and the words that filter it. */
export interface QueueView {
  view: SavedView | undefined;
  /** Named even before the view is known. */
  viewId: number | undefined;
  sort: Sort;
  text: string;
  /** Undefined is everything that is open. */
  setView: (id: number | undefined) => void;
  setSort: (sort: Sort) => void;
  setText: (text: string) => void;
  /** The trash, or the spam. */
  setPlace: (place: Place) => void;
}

export function useQueueView(search: InboxSearch, onSearch: (search: InboxSearch) => void): QueueView {
  const views = useViews();
  const view = views.find((one) => one.id === search.view) ?? (search.view === undefined ? views[0] : undefined);
  return {
    view,
    viewId: search.view ?? (search.q ? undefined : view?.id),
    sort: SORTS.find((sort) => sort === (search.sort ?? view?.sort)) ?? 'due',
    text: search.q ?? '',
    setView: (id) => onSearch({ view: id, ...(id === undefined ? { q: 'is:open' } : {}) }),
    setSort: (sort) => onSearch({ ...search, sort }),
    setText: (q) => onSearch({ ...search, q: q || undefined }),
    setPlace: (place) => onSearch({ q: queryOf(place), sort: '-last_activity' }),
  };
}
