import type { InsightsSearch } from './search';
import { USUAL_DAYS, type Report, type ReportBody } from './words';

/** A scheduled report as it is edited. */
export interface ReportDraft {
  name: string;
  report: Report['report'];
  /** A number of days, or `month` for the calendar month before. */
  covers: string;
  every: Report['every'];
  weekday: number;
  monthDay: number;
  hour: number;
  format: Report['format'];
  people: readonly number[];
  addresses: string;
}

const FILTERS = ['segment', 'channel', 'category'] as const;

export const draftOf = (row: Report): ReportDraft => ({
  name: row.name,
  report: row.report,
  covers: row.days === null ? 'month' : String(row.days),
  every: row.every,
  weekday: row.every === 'week' ? row.on_day : 0,
  monthDay: row.every === 'month' ? row.on_day : 1,
  hour: row.hour,
  format: row.format,
  people: row.recipients.flatMap(({ person }) => (person ? [person.id] : [])),
  addresses: row.recipients.flatMap(({ address }) => (address ? [address] : [])).join(', '),
});

/** What is on the screen, every Monday at eight, for oneself. */
export const newDraft = (search: InsightsSearch, name: string, me: number): ReportDraft => ({
  name,
  report: search.reader ?? 'operations',
  covers: String(search.days === USUAL_DAYS || search.days === undefined ? 7 : search.days),
  every: 'week',
  weekday: 0,
  monthDay: 1,
  hour: 8,
  format: 'pdf',
  people: [me],
  addresses: '',
});

export const addressesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** The filters of the screen as the API takes them; accounts have none. */
export function filtersOf(search: InsightsSearch): NonNullable<ReportBody['filters']> {
  const found: Record<string, string | number> = {};
  if (search.reader === 'accounts') return found;
  for (const name of FILTERS) {
    const value = search[name];
    if (value) found[name] = value;
  }
  if (search.team !== undefined) found.team_id = search.team;
  return found;
}

export const bodyOf = (draft: ReportDraft) => ({
  name: draft.name.trim(),
  report: draft.report,
  days: draft.covers === 'month' ? null : Number(draft.covers),
  every: draft.every,
  on_day: draft.every === 'week' ? draft.weekday : draft.monthDay,
  hour: draft.hour,
  format: draft.format,
  people: [...draft.people],
  addresses: addressesOf(draft.addresses),
});
