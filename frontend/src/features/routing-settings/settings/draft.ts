import { mergedThreeWays, type Merge, type Sides } from '@/shared/lib/three-way';
import type { Condition, ConditionField, Rule } from './api';

/** Where a condition stands: the indexes from the rule's group down. */
export type Path = readonly number[];
export type Joint = 'all' | 'any';

/** The most groups within each other that the server takes. */
export const MAX_DEPTH = 3;

export const jointOf = (when: Condition): Joint | null => (when.all ? 'all' : when.any ? 'any' : null);
export const partsOf = (when: Condition): readonly Condition[] => when.all ?? when.any ?? [];

/** The rule's condition as a group, as the builder shows it. */
export function asGroup(when: Condition): Condition {
  if (jointOf(when)) return when;
  return { all: when.field === undefined ? [] : [when] };
}

const withParts = (group: Condition, parts: Condition[]): Condition => (group.any ? { any: parts } : { all: parts });

/** The condition with what stands at a path changed; null takes it away. */
export function changedAt(when: Condition, path: Path, change: (old: Condition) => Condition | null): Condition {
  const [index, ...rest] = path;
  if (index === undefined) return change(when) ?? { all: [] };
  const parts = partsOf(when).flatMap((part, at) => {
    if (at !== index) return [part];
    const next = rest.length === 0 ? change(part) : changedAt(part, rest, change);
    return next === null ? [] : [next];
  });
  return withParts(when, parts);
}

export const addedTo = (when: Condition, path: Path, part: Condition): Condition =>
  changedAt(when, path, (group) => withParts(group, [...partsOf(group), part]));

export const joinedBy = (when: Condition, path: Path, joint: Joint): Condition =>
  changedAt(when, path, (group) => ({ [joint]: [...partsOf(group)] }));

/** A comparison that begins with a field, with its first comparison and a value that fits. */
export function comparisonOf(field: ConditionField): Condition {
  const [op = 'is'] = field.operators;
  const value = field.kind === 'number' ? 0 : field.kind === 'flag' ? true : field.choices[0] ? [field.choices[0]] : '';
  return { field: field.name, op, value };
}

/** The values of a comparison, as texts. */
export const valuesOf = ({ value }: Condition): string[] => (Array.isArray(value) ? value : value === undefined || value === '' || Number.isNaN(value) ? [] : [value]).map(String);

/** What is missing in a rule before the server takes it, as a key of the texts. */
export function lackOf(rule: Rule): 'name' | 'value' | null {
  if (rule.name.trim() === '') return 'name';
  const empty = (when: Condition): boolean => (jointOf(when) ? partsOf(when).some(empty) : when.field !== undefined && valuesOf(when).length === 0);
  return empty(rule.when) ? 'value' : null;
}

const LETTERS = 8;

export function newRule(name: string): Rule {
  const key = [...crypto.getRandomValues(new Uint8Array(LETTERS))].map((byte) => (byte % 36).toString(36)).join('');
  return {
    key: `rule-${key}`,
    name,
    is_active: true,
    when: { all: [] },
    then: { tier: '', team: '', skills: [], min_priority: '', tags: [], notify: [] },
  };
}

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A draft of the rules on top of what others published meanwhile. */
export const mergedRules = (sides: Sides<Rule>): Merge<Rule> => mergedThreeWays(sides, isSame);
