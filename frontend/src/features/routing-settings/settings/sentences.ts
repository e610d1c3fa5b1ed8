import type { TFunction } from 'i18next';
import type { Condition, Outcome } from './api';
import { jointOf, partsOf, valuesOf } from './draft';

export interface Names {
  /** What a team's slug stands for. */
  team: (slug: string) => string;
  skill: (slug: string) => string;
  /** What an admin calls a field that was added; nothing for others. */
  field?: (name: string) => string | undefined;
}

type T = TFunction<'routing-settings'>;

const spoken = (value: string): string => value.replaceAll('_', ' ');

/** What begins the names of fields that admins added. */
const ADDED = ['custom.', 'company.', 'contact.'] as const;

/** The name of a field; one that an admin added has its own, or its key where that is not known. */
export const fieldName = (t: T, name: string, label?: string): string =>
  ADDED.some((prefix) => name.startsWith(prefix)) ? label || t('customField', { name: name.slice(name.indexOf('.') + 1) }) : t(`field.${name}`, { defaultValue: spoken(name) });

/** A value in words where the house has some for it. */
export const valueName = (t: T, value: string): string => t(`value.${value}`, { defaultValue: spoken(value) });

export const listOf = (language: string, items: readonly string[], type: 'conjunction' | 'disjunction'): string =>
  new Intl.ListFormat(language, { type }).format(items);

/** A condition as part of a sentence; groups within groups stand in brackets. */
export function conditionText(t: T, language: string, when: Condition, names: Names, isInner = false): string {
  const joint = jointOf(when);
  if (joint === null) return when.field === undefined ? t('sentence.always') : comparisonText(t, language, when, names);
  const parts = partsOf(when).map((part) => conditionText(t, language, part, names, true));
  if (parts.length === 0) return t(joint === 'all' ? 'sentence.always' : 'sentence.never');
  const text = listOf(language, parts, joint === 'all' ? 'conjunction' : 'disjunction');
  return isInner && parts.length > 1 ? `(${text})` : text;
}

function comparisonText(t: T, language: string, { field = '', op = 'is', value }: Condition, names: Names): string {
  const shown = typeof value === 'number' && !Number.isNaN(value) ? new Intl.NumberFormat(language).format(value) : null;
  const words = valuesOf({ value: value ?? '' }).map((one) => (field === 'team' ? names.team(one) : valueName(t, one)));
  const text = shown ?? (words.length > 0 ? listOf(language, words, 'disjunction') : t('sentence.nothing'));
  return t(`compare.${op}`, { field: fieldName(t, field, names.field?.(field)), value: text });
}

/** What a rule does, as part of a sentence. */
export function outcomeText(t: T, language: string, then: Outcome, names: Names): string {
  const parts = [
    then.tier ? t('sentence.tier', { tier: then.tier }) : '',
    then.team ? t('sentence.team', { team: names.team(then.team) }) : '',
    then.skills.length > 0 ? t('sentence.skills', { skills: listOf(language, then.skills.map(names.skill), 'conjunction') }) : '',
    then.min_priority ? t('sentence.priority', { priority: then.min_priority }) : '',
    then.tags.length > 0 ? t('sentence.tags', { tags: listOf(language, then.tags, 'conjunction') }) : '',
    then.notify.length > 0 ? t('sentence.notify', { who: listOf(language, then.notify.map((who) => t(`notify.${who}`)), 'conjunction') }) : '',
  ].filter(Boolean);
  return parts.length > 0 ? listOf(language, parts, 'conjunction') : t('sentence.noOutcome');
}

/** A whole rule, as somebody would say it. */
export const ruleText = (t: T, language: string, rule: { when: Condition; then: Outcome }, names: Names): string =>
  t('sentence.whole', { when: conditionText(t, language, rule.when, names), then: outcomeText(t, language, rule.then, names) });

/** A tier and a team, as a place to which tickets go. */
export function placeText(t: T, place: { tier: string; team: string }, names: Names): string {
  const parts = [place.tier, place.team ? names.team(place.team) : ''].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : t('nowhere');
}
