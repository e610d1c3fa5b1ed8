import type { RunbookStep } from './api';

export const KINDS = ['ask', 'check', 'do', 'decide', 'escalate'] as const;
export type Kind = (typeof KINDS)[number];
export type DraftStep = Omit<RunbookStep, 'key'> & { key: string };

export const FRESH: DraftStep = { key: '', kind: 'do', text: '', limit: null, unit: '' };
export const MOST_STEPS = 40;
const LONGEST = 500;
const WORDS: Record<string, Kind> = {
  ask: 'ask', check: 'check', do: 'do', 'decide alone': 'decide', decide: 'decide', 'escalate when': 'escalate', escalate: 'escalate',
  fragen: 'ask', prüfen: 'check', erledigen: 'do', 'allein entscheiden': 'decide', entscheiden: 'decide', 'weitergeben, wenn': 'escalate', weitergeben: 'escalate',
};
const LIMIT = /\((?:up to|bis)\s+(\d+(?:[.,]\d{1,2})?)\s*([^()\s]{0,20})\)/i;

/**
 * The steps that the numbered lists of a text hold, one a line: "Ask: …", "Check: …", "Do: …", "Decide alone
 * (up to 250 USD): …", "Escalate when: …", or the same in German. A line without such a word is to be done.
 */
export function stepsOfLists(html: string): DraftStep[] {
  const lines = new DOMParser().parseFromString(html, 'text/html').querySelectorAll('ol > li');
  return [...lines].map((line) => stepOf(line.textContent.replace(/\s+/g, ' ').trim())).filter(({ text }) => text).slice(0, MOST_STEPS);
}

function stepOf(line: string): DraftStep {
  const colon = line.indexOf(':');
  const head = colon < 0 ? '' : line.slice(0, colon);
  const limit = LIMIT.exec(head);
  const kind = WORDS[head.replace(LIMIT, '').trim().toLowerCase()];
  if (!kind) return { ...FRESH, text: line.slice(0, LONGEST) };
  const isLimited = kind === 'decide' && limit !== null;
  return {
    ...FRESH,
    kind,
    text: line.slice(colon + 1).trim().slice(0, LONGEST),
    limit: isLimited ? Number(limit[1]?.replace(',', '.')) : null,
    unit: isLimited ? (limit[2] ?? '') : '',
  };
}

/** Steps taken from the text, with the keys of those that say the same as before: what was checked stays. */
export function withKnownKeys(steps: readonly DraftStep[], known: readonly RunbookStep[]): DraftStep[] {
  const left = [...known];
  return steps.map((step) => {
    const at = left.findIndex(({ text }) => text === step.text);
    return at < 0 ? step : { ...step, key: left.splice(at, 1)[0]?.key ?? '' };
  });
}
