import type { Schemas } from '@/shared/api';
import { shortDate, type Moment } from '@/shared/lib/dates';

export type Signals = Schemas['Signals'];
export type Signal = Schemas['Signal'];
export type WholeSignal = Schemas['WholeSignal'];
export type Piece = Schemas['SignalEvidence'];
export type Health = Schemas['CompanyHealth'];
export type HealthReason = Schemas['HealthReason'];
export type Rules = Schemas['SignalRules'];
export type Content = Schemas['SignalRulesContent'];
export type Calibration = Schemas['HealthCalibration'];
export type Reason = HealthReason['reason'];
export type Kind = Signal['kind'];

export const LISTS = ['open', 'mine', 'unowned', 'held', 'ended'] as const;
export type List = (typeof LISTS)[number];
export const KINDS: readonly Kind[] = ['churn', 'expansion', 'quality', 'operations'];
export const REASONS: readonly Reason[] = ['burst', 'mood', 'bugs', 'silent', 'late', 'csat', 'renewal', 'usage'];

type Figures = Record<string, unknown>;

/** A figure as a number; 0 where there is none. */
export const numberOf = (figures: Figures, name: string): number => {
  const value = figures[name];
  return typeof value === 'number' ? value : 0;
};

/** A figure as text; empty where there is none. */
export const textOf = (figures: Figures, name: string): string => {
  const value = figures[name];
  return typeof value === 'string' ? value : '';
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The figures that texts have in them, days as the reader writes them. */
export function valuesOf(figures: Figures, now: Moment, locale: string): Record<string, string | number> {
  const plain = Object.entries(figures).flatMap(([name, value]): [string, string | number][] => {
    if (typeof value === 'string') return [[name, DAY.test(value) ? shortDate(value, now, locale, 'UTC') : value]];
    // A count stays a number, by which a sentence chooses its form.
    return typeof value === 'number' ? [[name, name === 'count' ? value : new Intl.NumberFormat(locale).format(value)]] : [];
  });
  const issues = figures.issues;
  return { count: 0, ...Object.fromEntries(plain), issues: Array.isArray(issues) ? issues.join(', ') : '' };
}
