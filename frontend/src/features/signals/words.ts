import type { Schemas } from '@/shared/api';

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

/** The figures that texts have in them. */
export function valuesOf(figures: Figures): Record<string, string | number> {
  const plain = Object.entries(figures).filter((one): one is [string, string | number] => typeof one[1] === 'string' || typeof one[1] === 'number');
  const issues = figures.issues;
  return { count: 0, ...Object.fromEntries(plain), issues: Array.isArray(issues) ? issues.join(', ') : '' };
}
