import type { ContentBody } from './api';
import { filtersOf, linesOf, listOf, type ActionKind, type Category, type Content, type Segment, type TriggerKind } from './words';

/** A playbook as its form has it: texts of fields, and choices. */
export interface Values {
  name: string;
  kind: TriggerKind;
  count: string;
  hours: string;
  event: string;
  where: string;
  same: string;
  text: string;
  begins: string;
  ends: string;
  idle: string;
  category: Category;
  segments: Segment[];
  plans: string;
  languages: string;
  titles: string;
  leastArr: string;
  mostHealth: string;
  renewalDays: string;
  page: string;
  action: ActionKind;
  says: string;
  saysDe: string;
  article: string;
  showsSteps: boolean;
  person: string;
  days: string;
  most: string;
  rest: string;
  holdout: string;
  starts: string;
  until: string;
  outcome: Category;
  outcomeDays: string;
}

/** Numbers with their ranges, as the server has them. */
export const RANGES = {
  count: [1, 1000],
  hours: [1, 720],
  idle: [5, 1440],
  days: [0, 90],
  most: [1, 50],
  rest: [1, 365],
  holdout: [0, 50],
  outcomeDays: [1, 60],
} as const satisfies Partial<Record<keyof Values, readonly [number, number]>>;

/** Numbers that may be left out. */
export const OPTIONAL = {
  leastArr: [0, 1_000_000_000],
  mostHealth: [0, 100],
  renewalDays: [0, 730],
} as const satisfies Partial<Record<keyof Values, readonly [number, number]>>;

const text = (value: number | null): string => (value === null ? '' : String(value));
const number = (value: string): number | null => (value === '' ? null : Number(value));

export function valuesOf(name: string, { trigger, audience, action, limits, outcome }: Content): Values {
  return {
    name,
    kind: trigger.kind,
    count: String(trigger.count),
    hours: String(trigger.hours),
    event: trigger.name,
    where: linesOf(trigger.where),
    same: trigger.same,
    text: trigger.text,
    begins: trigger.begins,
    ends: trigger.ends,
    idle: String(trigger.idle_minutes),
    category: trigger.category,
    segments: [...audience.segments],
    plans: audience.plans.join(', '),
    languages: audience.languages.join(', '),
    titles: audience.titles.join(', '),
    leastArr: text(audience.least_arr),
    mostHealth: text(audience.most_health),
    renewalDays: text(audience.renewal_days),
    page: audience.page,
    action: action.kind,
    says: action.text,
    saysDe: action.texts.de ?? '',
    article: action.article,
    showsSteps: action.shows_steps,
    person: text(action.person_id),
    days: String(action.days),
    most: String(limits.most),
    rest: String(limits.rest_days),
    holdout: String(limits.holdout),
    starts: limits.starts_on ?? '',
    until: limits.ends_on ?? '',
    outcome: outcome.category,
    outcomeDays: String(outcome.days),
  };
}

export const isWithin = (value: string, [low, high]: readonly [number, number]): boolean => /^\d{1,10}$/.test(value) && Number(value) >= low && Number(value) <= high;

/** The playbook as it is sent; null while a field cannot be read. */
export function contentOf(values: Values): ContentBody | null {
  const where = filtersOf(values.where);
  const names = Object.keys(RANGES) as (keyof typeof RANGES)[];
  const others = Object.keys(OPTIONAL) as (keyof typeof OPTIONAL)[];
  const isWhole = names.every((name) => isWithin(values[name], RANGES[name])) && others.every((name) => values[name] === '' || isWithin(values[name], OPTIONAL[name]));
  if (where === null || !isWhole) return null;
  const isMessage = values.action === 'guidance';
  return {
    trigger: {
      kind: values.kind,
      count: Number(values.count),
      hours: Number(values.hours),
      name: values.event.trim(),
      where,
      same: values.same.trim(),
      text: values.text.trim(),
      begins: values.begins.trim(),
      ends: values.ends.trim(),
      idle_minutes: Number(values.idle),
      category: values.category,
    },
    audience: {
      segments: values.segments,
      plans: listOf(values.plans),
      languages: listOf(values.languages).map((one) => one.toLowerCase()),
      titles: listOf(values.titles),
      least_arr: number(values.leastArr),
      most_health: number(values.mostHealth),
      renewal_days: number(values.renewalDays),
      page: values.page.trim(),
    },
    action: {
      kind: values.action,
      text: values.says.trim(),
      texts: isMessage && values.saysDe.trim() ? { de: values.saysDe.trim() } : {},
      article: isMessage ? values.article.trim() : '',
      shows_steps: isMessage && values.showsSteps,
      person_id: isMessage ? null : number(values.person),
      days: Number(values.days),
    },
    limits: {
      most: Number(values.most),
      rest_days: Number(values.rest),
      holdout: Number(values.holdout),
      starts_on: values.starts || null,
      ends_on: values.until || null,
    },
    outcome: { category: values.outcome, days: Number(values.outcomeDays) },
  };
}
