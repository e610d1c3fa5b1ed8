import type { Schemas } from '@/shared/api';

export type Playbooks = Schemas['Playbooks'];
export type Playbook = Schemas['Playbook'];
export type WholePlaybook = Schemas['WholePlaybook'];
export type Content = Schemas['PlaybookContent'];
export type Result = Schemas['PlaybookResult'];
export type Firing = Schemas['PlaybookFiring'];
export type Trial = Schemas['PlaybookTrial'];
export type Together = Schemas['PlaybookTogether'];
export type TriggerKind = Content['trigger']['kind'];
export type ActionKind = Content['action']['kind'];
export type Category = Content['trigger']['category'];
export type Segment = Content['audience']['segments'][number];
type Filter = Content['trigger']['where'][number];

export const TRIGGERS: readonly TriggerKind[] = ['event', 'error', 'setup', 'payment', 'tickets'];
export const ACTIONS: readonly ActionKind[] = ['guidance', 'outreach', 'review'];
export const CATEGORIES: readonly Category[] = ['', 'question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'];
export const SEGMENTS: readonly Segment[] = ['enterprise', 'mid_market', 'smb', 'self_serve'];

const SIGNS: Record<string, Filter['compare']> = { '=': 'is', '!=': 'is_not', '~': 'contains', '>=': 'at_least', '<=': 'at_most' };
const LINE = /^([^\s=!~<>]{1,60})\s*(!=|>=|<=|=|~)\s*(\S.{0,199})$/;

/** Conditions as they are written, one a line: `status = failed`. */
export const linesOf = (where: readonly Filter[]): string =>
  where.map(({ name, compare, value }) => `${name} ${Object.entries(SIGNS).find(([, one]) => one === compare)?.[0] ?? '='} ${value}`).join('\n');

/** The same read; null where a line is none. */
export function filtersOf(lines: string): Filter[] | null {
  const found = lines.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((line) => LINE.exec(line));
  if (found.some((match) => match === null)) return null;
  return found.flatMap((match) => {
    const compare = SIGNS[match?.[2] ?? ''];
    return match?.[1] && compare && match[3] ? [{ name: match[1], compare, value: match[3].trim() }] : [];
  });
}

/** "Scale, Team" as a list. */
export const listOf = (text: string): string[] => text.split(',').map((one) => one.trim()).filter((one) => one !== '');
