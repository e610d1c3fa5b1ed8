import type { Action, ActionSource } from './api';

export const LANGUAGES = ['en', 'de', 'fr', 'es'] as const;
export const HTTP = 'http';

const REQUEST: Action['request'] = {
  method: 'GET', url: 'https://', headers: [], body: '', timeout: 5, sign_with: '', results: [], owner: 'company', owner_path: '',
};

/** A new action with a key of its own, made of something built in or of a request. */
export function newAction(known: readonly Action[], source: ActionSource | 'lookup' | 'write'): Action {
  const keys = new Set(known.map(({ key }) => key));
  let number = known.length + 1;
  while (keys.has(`action-${number}`)) number += 1;
  const isBuiltin = typeof source !== 'string';
  const kind = isBuiltin ? source.kind : source;
  return {
    key: `action-${number}`,
    label: isBuiltin ? source.label : '',
    about: isBuiltin ? source.about : '',
    kind,
    source: isBuiltin ? source.key : HTTP,
    option: '',
    is_on: false,
    examples: isBuiltin ? source.examples : [],
    min_score: 0.75,
    categories: [],
    segments: [],
    inputs: [],
    answers: isBuiltin ? source.answers : [],
    per_customer: 10,
    per_day: 500,
    amount_input: '',
    max_amount: null,
    approval: 'agent',
    automatic_categories: [],
    check_with: '',
    request: { ...REQUEST, method: kind === 'write' ? 'POST' : 'GET' },
  };
}

/** The facts that the words of an action may name. */
export function factsOf(action: Action, sources: readonly ActionSource[]): string[] {
  const own = action.source === HTTP ? action.request.results.map(({ name }) => name) : (sources.find(({ key }) => key === action.source)?.facts ?? []).map(({ name }) => name);
  return [...own, ...action.inputs.map(({ name }) => name)];
}

/** Words with or without a text in a language. */
export function withWords(answers: Action['answers'], language: string, text: string): Action['answers'] {
  const rest = answers.filter((one) => one.language !== language);
  return text ? [...rest, { language, text }].sort((one, other) => one.language.localeCompare(other.language)) : rest;
}

/** Lines as a list; empty ones go once the field is left. */
export const linesOf = (text: string): string[] => text.split('\n').slice(0, 30);
export const tidied = (lines: readonly string[]): string[] => [...new Set(lines.map((line) => line.trim()).filter(Boolean))];
