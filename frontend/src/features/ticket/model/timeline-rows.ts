import { knownZone } from '@/shared/lib/dates';
import type { Entry } from '../types';
import { isMessage } from './entries';
import { citationsOf } from './payload';

/**
 * What the timeline shows, from the entries of a ticket.
 *
 * Two stretches are folded into one line: the conversation with the assistant before a handoff
 * (the handoff card sums it up) and longer runs of changes between messages. The customer's own
 * first words of a conversation always stay, and so does the last stretch, where news arrives.
 */
export type Row =
  | { type: 'day'; key: string; at: string }
  | { type: 'entry'; key: string; entry: Entry }
  | { type: 'handoff'; key: string; entry: Entry; isLatest: boolean }
  | { type: 'fold'; key: string; fold: 'assistant' | 'changes'; entries: Entry[]; facts: FoldFacts };

export interface FoldFacts {
  messages: number;
  articles: number;
  steps: number;
  changes: number;
  /** Who talked with the assistant; null when the fold holds no customer message. */
  with: string | null;
  from: string;
  to: string;
}

const MIN_MESSAGES = 3;
const MIN_CHANGES = 3;

export function isHandoff(entry: Entry): boolean {
  return entry.kind === 'ai' && entry.payload.step === 'handoff';
}

/** Entries that take one line. */
export function isOneLine(entry: Entry): boolean {
  return !isMessage(entry) && entry.kind !== 'note' && !isHandoff(entry);
}

const ROUTED = new Set(['assignee', 'team', 'tier', 'priority']);

/** What routing changed and tells in the entry right behind it, with its reasons. */
function isToldByRouting(entry: Entry, next: Entry | undefined): boolean {
  if (entry.kind !== 'change' || entry.author.kind !== 'system' || next?.kind !== 'routing') return false;
  return Object.keys(entry.payload.changes).every((field) => ROUTED.has(field));
}

/** Entry ids per fold, decided on the whole list before any row is made. */
interface Span {
  start: number;
  end: number;
  fold: 'assistant' | 'changes';
}

/** Looks back from a handoff to the customer message that opened the talk with the assistant. */
function assistantSpan(entries: readonly Entry[], handoffAt: number, isCut: boolean): Span | null {
  let start = handoffAt;
  while (start > 0) {
    const entry = entries[start - 1];
    if (!entry || isHandoff(entry) || entry.kind === 'note') break;
    if (isMessage(entry) && entry.author.kind !== 'contact' && entry.author.kind !== 'assistant') break;
    start -= 1;
  }
  if (start === 0 && isCut) {
    // The words that opened the talk are on an earlier page.
    while (start < handoffAt && !isMessage(entries[start] as Entry)) start += 1;
  } else {
    while (start < handoffAt && !isOpening(entries[start])) start += 1;
    start += 1;
  }
  const messages = entries.slice(start, handoffAt).filter(isMessage).length;
  return messages >= MIN_MESSAGES ? { start, end: handoffAt, fold: 'assistant' } : null;
}

function isOpening(entry: Entry | undefined): boolean {
  return entry !== undefined && isMessage(entry) && entry.author.kind === 'contact';
}

function changeSpans(entries: readonly Entry[], taken: ReadonlySet<number>): Span[] {
  const spans: Span[] = [];
  let start = -1;
  entries.forEach((entry, at) => {
    const isFree = entry.kind === 'change' && !taken.has(at);
    if (isFree && start < 0) start = at;
    if (!isFree && start >= 0) {
      if (at - start >= MIN_CHANGES) spans.push({ start, end: at, fold: 'changes' });
      start = -1;
    }
  });
  return spans;
}

function foldFacts(entries: readonly Entry[]): FoldFacts {
  const messages = entries.filter(isMessage);
  const articles = new Set(messages.flatMap(citationsOf).map((citation) => citation.article_id));
  return {
    messages: messages.length,
    articles: articles.size,
    steps: entries.filter((entry) => entry.kind === 'ai' || entry.kind === 'integration').length,
    changes: entries.filter((entry) => entry.kind === 'change').length,
    with: messages.find((entry) => entry.author.kind === 'contact')?.author.name ?? null,
    from: entries[0]?.created_at ?? '',
    to: entries[entries.length - 1]?.created_at ?? '',
  };
}

function dayOf(iso: string, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: knownZone(timeZone), dateStyle: 'short' }).format(new Date(iso));
}

/**
 * Rows for the entries (oldest first), without what another row tells better.
 *
 * A fold is keyed by its last entry: loading earlier pages lengthens it at the front only, so a
 * fold that was opened stays open. `isCut` says that earlier entries exist which are not loaded.
 */
export function timelineRows(
  all: readonly Entry[],
  open: ReadonlySet<string>,
  timeZone?: string,
  isCut = false,
): Row[] {
  const entries = all.filter((entry, at) => !isToldByRouting(entry, all[at + 1]));
  const spans: Span[] = [];
  const taken = new Set<number>();
  let latestHandoff = -1;
  entries.forEach((entry, at) => {
    if (!isHandoff(entry)) return;
    latestHandoff = at;
    const span = assistantSpan(entries, at, isCut);
    if (!span) return;
    spans.push(span);
    for (let i = span.start; i < span.end; i += 1) taken.add(i);
  });
  spans.push(...changeSpans(entries, taken));
  const startsAt = new Map(spans.map((span) => [span.start, span]));

  const rows: Row[] = [];
  let day = '';
  const push = (entry: Entry, at: number) => {
    const entryDay = dayOf(entry.created_at, timeZone);
    if (entryDay !== day) {
      day = entryDay;
      rows.push({ type: 'day', key: `day-${entryDay}`, at: entry.created_at });
    }
    rows.push(
      isHandoff(entry)
        ? { type: 'handoff', key: `e-${entry.id}`, entry, isLatest: at === latestHandoff }
        : { type: 'entry', key: `e-${entry.id}`, entry },
    );
  };

  for (let at = 0; at < entries.length; at += 1) {
    const span = startsAt.get(at);
    const entry = entries[at];
    if (!entry) continue;
    if (!span) {
      push(entry, at);
      continue;
    }
    const folded = entries.slice(span.start, span.end);
    const key = `fold-${folded[folded.length - 1]?.id ?? at}`;
    const entryDay = dayOf(entry.created_at, timeZone);
    if (entryDay !== day) {
      day = entryDay;
      rows.push({ type: 'day', key: `day-${entryDay}`, at: entry.created_at });
    }
    rows.push({ type: 'fold', key, fold: span.fold, entries: folded, facts: foldFacts(folded) });
    if (open.has(key)) folded.forEach((inner, i) => push(inner, span.start + i));
    else day = dayOf(folded[folded.length - 1]?.created_at ?? entry.created_at, timeZone);
    at = span.end - 1;
  }
  return rows;
}
