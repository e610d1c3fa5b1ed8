import { readNumber, TWO_MEANINGS } from '@/shared/lib/numbers';
import type { RunbookStep } from './api';

export const KINDS = ['ask', 'check', 'do', 'decide', 'escalate'] as const;
export type Kind = (typeof KINDS)[number];
export type DraftStep = Omit<RunbookStep, 'key'> & { key: string };

export const FRESH: DraftStep = { key: '', kind: 'do', text: '', limit: null, unit: '' };
export const MOST_STEPS = 40;
export const MOST_LIMIT = 9_999_999_999.99;
const LONGEST = 500;
const WORDS: Record<string, Kind> = {
  ask: 'ask', check: 'check', do: 'do', 'decide alone': 'decide', decide: 'decide', 'escalate when': 'escalate', escalate: 'escalate',
  fragen: 'ask', prüfen: 'check', erledigen: 'do', 'allein entscheiden': 'decide', entscheiden: 'decide', 'weitergeben, wenn': 'escalate', weitergeben: 'escalate',
};
const LIMIT = /\((up to|bis zu|bis) ([^()]{0,80})\)/i;
/** "250 USD", "1,000USD", "$250", "USD 250", "30 business days". */
const AMOUNT = /^(\p{Sc}|[A-Z]{3})? ?(\d(?:[\d., '’]{0,30}\d)?) ?(\D{1,20})?$/u;
/** What says that there is a limit, whether it can be read or not: before the colon, and anywhere in a decision. */
const IN_HEAD = /\((?:up to|bis)\b/i;
const IN_DECISION = /^(?:decide|(?:allein )?entscheiden)\b.*\b(?:up to|bis)\b/i;

export interface Taken {
  steps: DraftStep[];
  /** Lines that name a limit which is in none of the steps. */
  unread: string[];
}

/**
 * The steps that the numbered lists of a text hold, one a line: "Ask: …", "Check: …", "Do: …", "Decide alone
 * (up to 250 USD): …", "Escalate when: …", or the same in German. A line without such a word is to be done.
 */
export function stepsOfLists(html: string): Taken {
  const lines = new DOMParser().parseFromString(html, 'text/html').querySelectorAll('ol > li');
  const read = [...lines]
    .map((line) => line.textContent.replace(/\s+/g, ' ').trim())
    .map((line) => ({ line, step: stepOf(line) }))
    .filter(({ step }) => step.text)
    .slice(0, MOST_STEPS);
  return {
    steps: read.map(({ step }) => step),
    unread: read.filter(({ line, step }) => lacksLimit(step) && saysLimit(line)).map(({ line }) => line.slice(0, LONGEST)),
  };
}

const lacksLimit = ({ limit }: DraftStep): boolean => limit === null || Number.isNaN(limit);
const saysLimit = (line: string): boolean => IN_HEAD.test(headOf(line) ?? line) || IN_DECISION.test(line);
const headOf = (line: string): string | null => (line.includes(':') ? line.slice(0, line.indexOf(':')) : null);

function stepOf(line: string): DraftStep {
  const head = headOf(line) ?? '';
  const found = LIMIT.exec(head);
  const kind = WORDS[head.replace(LIMIT, '').trim().toLowerCase()];
  if (!kind) return { ...FRESH, text: line.slice(0, LONGEST) };
  const limit = kind === 'decide' && found ? limitOf(found[2] ?? '', found[1]?.toLowerCase() === 'up to' ? 'en' : 'de') : null;
  return { ...FRESH, kind, text: line.slice(head.length + 1).trim().slice(0, LONGEST), ...limit };
}

/** NaN for what cannot be read: a step that is to have a limit must not be saved with none. */
function limitOf(text: string, locale: string): Pick<DraftStep, 'limit' | 'unit'> {
  const [, before = '', written = '', behind = ''] = AMOUNT.exec(text.trim()) ?? [];
  const limit = readNumber(written, locale, 2);
  const isRead = limit !== TWO_MEANINGS && limit <= MOST_LIMIT && Number(limit.toFixed(2)) === limit && !(before && behind);
  return isRead ? { limit, unit: before || behind.trim() } : { limit: Number.NaN, unit: '' };
}

/** Steps taken from the text, with the keys of those that say the same as before: what was checked stays. */
export function withKnownKeys(steps: readonly DraftStep[], known: readonly RunbookStep[]): DraftStep[] {
  const left = [...known];
  return steps.map((step) => {
    const at = left.findIndex(({ text }) => text === step.text);
    return at < 0 ? step : { ...step, key: left.splice(at, 1)[0]?.key ?? '' };
  });
}
