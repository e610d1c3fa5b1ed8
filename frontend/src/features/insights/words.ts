import type { Schemas } from '@/shared/api';

export type Insights = Schemas['Insights'];
export type Figure = Schemas['InsightsFigure'];
export type Definition = Schemas['InsightsDefinition'];
export type Group = Schemas['InsightsGroup'];
export type AllSeries = Schemas['InsightsAllSeries'];
export type Money = Schemas['Money'];
export type Accounts = Schemas['Accounts'];
export type Account = Schemas['CompanyAccount'];
export type Reports = Schemas['Reports'];
export type Report = Schemas['Report'];
export type ReportRecipient = Report['recipients'][number];
export type ReportBody = Schemas['ReportInput'];
export type Measure = Figure['measure'];

export const DAYS: readonly number[] = [7, 28, 90, 365];
export const USUAL_DAYS = 28;
/** Readers whose dashboard is made of measures. */
export const BOARDS = ['operations', 'outcomes', 'friction'] as const;
export type Board = (typeof BOARDS)[number];
export const VIEWS = [...BOARDS, 'accounts'] as const;
export type View = (typeof VIEWS)[number];
export const REPORTS: readonly Report['report'][] = ['changes', ...VIEWS];
export const PARTS = ['at_risk', 'renewing', 'renewing_at_risk', 'growing'] as const;
export type AccountsPart = (typeof PARTS)[number];
export const boardOf = (reader: View | undefined): Board => (reader === undefined || reader === 'accounts' ? 'operations' : reader);
export const GROUPS = ['category', 'channel', 'segment', 'team', 'brand', 'area'] as const;
export type By = (typeof GROUPS)[number];
export const SIDES = ['all', 'part', 'rest'] as const;
export type Side = (typeof SIDES)[number];
export const MEASURES: readonly Measure[] = [
  'created', 'solved', 'reopened', 'backlog', 'backlog_age', 'first_reply', 'resolution', 'first_contact', 'reopen_rate', 'repeat_contact', 'sla',
  'escalation_rate', 'reassignments', 'utilisation', 'csat', 'csat_response', 'ces', 'ces_response', 'nps', 'nps_response', 'ai_first_reply', 'ai_containment', 'ai_solved', 'ai_handoff',
  'ai_quality', 'ai_drafts_used', 'ai_wrong',
];

/** What each reader looks at: leads at the work, executives at what comes of it, product at where customers struggle. */
export const MEASURES_OF: Record<Board, readonly Measure[]> = {
  operations: ['backlog', 'created', 'solved', 'backlog_age', 'first_reply', 'resolution', 'sla', 'first_contact', 'escalation_rate', 'reassignments', 'utilisation', 'ai_drafts_used', 'ai_first_reply'],
  outcomes: ['csat', 'csat_response', 'ces', 'ces_response', 'nps', 'nps_response', 'first_reply', 'resolution', 'sla', 'first_contact', 'ai_solved', 'ai_quality', 'reopen_rate', 'repeat_contact', 'ai_containment'],
  friction: ['created', 'reopened', 'reopen_rate', 'repeat_contact', 'escalation_rate', 'ai_solved', 'ai_handoff', 'ai_quality', 'ai_wrong'],
};
export const GROUPED_BY: Record<Board, By> = { operations: 'team', outcomes: 'segment', friction: 'category' };
export const COLUMNS_OF: Record<Board, readonly Measure[]> = {
  operations: ['backlog', 'created', 'solved', 'first_reply', 'resolution', 'sla', 'utilisation'],
  outcomes: ['created', 'csat', 'first_reply', 'resolution', 'sla', 'ai_solved'],
  friction: ['created', 'reopened', 'escalation_rate', 'ai_solved', 'ai_handoff', 'ai_quality'],
};

/** What names a group as a filter. */
export const FILTER_OF: Record<By, 'category' | 'channel' | 'segment' | 'team_id' | 'brand_id' | 'area'> = {
  category: 'category',
  channel: 'channel',
  segment: 'segment',
  team: 'team_id',
  brand: 'brand_id',
  area: 'area',
};
