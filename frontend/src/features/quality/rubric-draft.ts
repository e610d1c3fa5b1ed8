import type { RubricBody } from './api';
import { SHIPPED, type RubricContent, type Rule } from './words';

export type RuleValues = Omit<Rule, 'weight'> & { weight: string };
export interface RubricValues {
  criteria: RuleValues[];
  sampled: string;
  risky: string;
  asks_model: boolean;
  categories: string[];
  segments: string[];
}

export const valuesOf = ({ criteria, sampled, risky, asks_model, categories, segments }: RubricContent): RubricValues => ({
  criteria: criteria.map((one) => ({ ...one, weight: String(one.weight) })),
  sampled: String(sampled),
  risky: String(risky),
  asks_model,
  categories: [...categories],
  segments: [...segments],
});

export const bodyOf = (values: RubricValues): RubricBody => ({
  ...values,
  criteria: values.criteria.map((one) => ({ ...one, weight: Number(one.weight) })),
  sampled: Number(values.sampled),
  risky: Number(values.risky),
  categories: values.categories as RubricContent['categories'],
  segments: values.segments as RubricContent['segments'],
});

const isWithin = (text: string, high: number): boolean => /^\d{1,2}$/.test(text) && Number(text) <= high;

/** What is wrong with a rubric, by the names of its fields. */
export function faultsOf(values: RubricValues): Record<string, 'weight' | 'own' | 'key' | 'number'> {
  const found: [string, 'weight' | 'own' | 'key' | 'number'][] = [];
  const keys = values.criteria.map(({ key }) => key);
  values.criteria.forEach((one, place) => {
    const isShipped = SHIPPED.some((key) => key === one.key);
    if (!/^[a-z][a-z0-9_]{0,39}$/.test(one.key) || keys.indexOf(one.key) !== place) found.push([`key-${place}`, 'key']);
    if (!isWithin(one.weight, 10)) found.push([`weight-${place}`, 'weight']);
    if (!isShipped && (one.name.trim() === '' || one.levels.some((level) => level.trim() === ''))) found.push([`name-${place}`, 'own']);
  });
  if (values.criteria.every(({ weight }) => Number(weight) === 0)) found.push(['weight-0', 'weight']);
  for (const name of ['sampled', 'risky'] as const) if (!isWithin(values[name], 50)) found.push([name, 'number']);
  return Object.fromEntries(found);
}
