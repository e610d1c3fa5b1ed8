import type { TFunction } from 'i18next';
import type { AskDefinition, AskFilter, AskQuery, AskRow } from './ask-api';
import { valueOf } from './shown';

type T = TFunction<['insights', 'shared']>;

/** Where the labels of fixed values stand. */
const SPACES: Record<string, string> = { segment: 'segment', channel: 'channel', category: 'type', status: 'status', priority: 'priority' };

/** What people call a value of a field, or a group. */
export function labelOf(field: string, value: string, t: T, name = value): string {
  if (value === 'none') return t('ask.none', { context: field });
  if (value === 'me' && field === 'assignee') return t('ask.me');
  const space = SPACES[field];
  return space && field !== 'priority' ? t(`shared:${space}.${value}`, { defaultValue: name }) : name;
}

const SIGNS: Record<string, string> = { '>=': 'atLeast', '>': 'moreThan', '<=': 'atMost', '<': 'lessThan', '=': 'exactly' };

/** A comparison in words; `value` is its number in words. */
const boundOf = (sign: string, value: string, t: T): string => t(`ask.sign.${SIGNS[sign] ?? 'exactly'}`, { value });

/** A condition in words. */
export function filterOf(filter: AskFilter, t: T, locale: string): string {
  if (filter.bound) {
    const number = new Intl.NumberFormat(locale).format(filter.bound.number);
    return boundOf(filter.bound.sign, filter.field === 'renewal' ? t('ask.days', { count: filter.bound.number }) : number, t);
  }
  const list = new Intl.ListFormat(locale, { type: 'disjunction' });
  return list.format(filter.values.map((value) => labelOf(filter.field, value, t)));
}

const TIMES = ['first_reply', 'resolution', 'ai_first_reply', 'backlog_age'];

/** Whether the figure is a time: of these the median is kept. */
export const isTime = (measure: string): boolean => TIMES.includes(measure);

/** What a figure is called in an answer: of times it says that it is the median. */
export const measureName = (measure: AskQuery['measure'], t: T): string => {
  const name = t(`measure.${measure}`);
  return isTime(measure) ? t('ask.median', { name }) : name;
};

/** The bound of groups in words, in the unit of the measure. */
export function keptOf(query: AskQuery, definition: AskDefinition, t: T, locale: string): string | null {
  return query.value ? boundOf(query.value.sign, valueOf(query.value.number, definition, t, locale), t) : null;
}

/** The period in words. */
export function periodOf(query: AskQuery, t: T, locale: string): string {
  if (query.period === 'days') return t('days', { count: query.days ?? 1 });
  if (query.period !== 'dates') return t(`ask.period.${query.period}`);
  return `${dayOf(query.since, locale)} – ${dayOf(query.until, locale)}`;
}

export const dayOf = (text: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(text));

/** What a row is called: of a day its date, of a month the month. */
export function rowName(row: AskRow, by: string, t: T, locale: string): string {
  if (by === 'ticket') return `#${row.key} ${row.name}`;
  if (by === 'month') return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(row.key));
  if (by === 'day' || by === 'week') return dayOf(row.key, locale);
  return labelOf(by, row.key, t, row.name);
}

/** The query with another part; without a value, without the part. */
export function withPart(text: string, part: string, value: string): string {
  const rest = text.replace(new RegExp(`(^| )${part}:[^\\s"]+`), '');
  return value === '' ? rest : `${rest} ${part}:${value}`;
}

/** The query without groups, and so without what is said of them. */
export const withoutGroups = (text: string): string => ['by', 'value', 'within', 'sort', 'limit'].reduce((found, part) => withPart(found, part, ''), text);
