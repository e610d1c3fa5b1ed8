import type { TFunction } from 'i18next';
import type { Replay } from './api';

type Counts = Replay['tickets_before'];

/** How many questions a replay counted on one side. */
export const countOf = (counts: Counts, outcome: keyof Counts): number => counts[outcome] ?? 0;

/** What a replay found, in a sentence or two. */
export function summaryOf(t: TFunction<'assistant-settings'>, replay: Replay): string {
  const before = countOf(replay.tickets_before, 'answered');
  const after = countOf(replay.tickets_after, 'answered');
  const tickets = Object.values(replay.tickets_after).reduce((sum, count) => sum + (count ?? 0), 0);
  const parts = [t('replay.summary', { count: replay.changed, done: replay.done, before, after, tickets })];
  if (replay.bench_total > 0) {
    parts.push(t('replay.benchSummary', { total: replay.bench_total, before: replay.bench_passed_before, after: replay.bench_passed_after }));
  }
  if (replay.state === 'stopped') parts.push(t(`replay.stopped_${replay.why === 'budget' ? 'budget' : 'asked'}`));
  return parts.join(' ');
}
