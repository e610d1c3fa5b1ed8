import { dense, idIn, textIn } from '@/shared/lib/address';
import { DAYS, GROUPS, MEASURES, SIDES, VIEWS, type By, type Measure, type Side, type View } from './words';

export interface InsightsSearch {
  reader?: View;
  days?: number;
  segment?: string;
  channel?: string;
  category?: string;
  /** The id of a team; 0 for tickets of none. */
  team?: number;
  by?: By;
  /** The scheduled reports are open. */
  reports?: true;
  /** The figure that is open: its measure, which of its tickets, and the group whose figure it is. */
  measure?: Measure;
  side?: Side;
  group?: string;
}

const among = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined => values.find((one) => one === value);

export const insightsSearch = (raw: Record<string, unknown>): InsightsSearch => {
  const days = idIn(raw.days);
  return dense({
    reader: among(VIEWS, raw.reader),
    days: days !== undefined && DAYS.includes(days) ? days : undefined,
    segment: textIn(raw.segment),
    channel: textIn(raw.channel),
    category: textIn(raw.category),
    team: raw.team === 0 ? 0 : idIn(raw.team),
    by: among(GROUPS, raw.by),
    reports: raw.reports === true ? true : undefined,
    measure: among(MEASURES, raw.measure),
    side: among(SIDES, raw.side),
    group: textIn(raw.group),
  });
};
