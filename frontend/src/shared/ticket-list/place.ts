import type { TicketRow } from '../api';

/** Where tickets lie that no ordinary list shows. */
export type Place = 'trash' | 'spam';

export const PLACES = ['trash', 'spam'] as const satisfies readonly Place[];

export const queryOf = (place: Place): string => `is:${place}`;

/** The place that a query asks for and nothing else; null for other queries. */
export const placeAsked = (query: string): Place | null => PLACES.find((place) => queryOf(place) === query.trim()) ?? null;

/** The place that all of these rows lie in; null where they are ordinary, or in several. */
export function placeOf(rows: readonly Pick<TicketRow, 'is_deleted' | 'is_spam'>[]): Place | null {
  if (rows.length === 0) return null;
  if (rows.every((row) => row.is_deleted)) return 'trash';
  return rows.every((row) => row.is_spam && !row.is_deleted) ? 'spam' : null;
}
