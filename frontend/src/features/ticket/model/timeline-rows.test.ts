import { describe, expect, it } from 'vitest';

import { changeEntry, entry, fromAssistant, handoffEntry, INES, MAYA } from '../testing/fixtures';
import { timelineRows, type Row } from './timeline-rows';

const CLOSED: ReadonlySet<string> = new Set();

function shape(rows: Row[]): string[] {
  return rows
    .filter((row) => row.type !== 'day')
    .map((row) => (row.type === 'fold' ? `fold:${row.entries.length}` : `${row.type}:${row.entry.id}`));
}

const TALK = [entry(1), fromAssistant(2), entry(3), fromAssistant(4), entry(5), entry(6)];

describe('timelineRows', () => {
  it('folds the talk with the assistant before a handoff, but for the first customer message', () => {
    const rows = timelineRows([...TALK, handoffEntry(7), entry(8)], CLOSED, 'UTC');
    expect(shape(rows)).toEqual(['entry:1', 'fold:5', 'handoff:7', 'entry:8']);
    const fold = rows.find((row) => row.type === 'fold');
    expect(fold?.facts).toMatchObject({ messages: 5, articles: 1, with: 'Helen Marsh' });
  });

  it('leaves out what routing changed when the next entry tells why', () => {
    const routed = changeEntry(2, { assignee: [null, 'Ines Duarte'] }, { kind: 'system', id: null, name: '' });
    const why = entry(3, { kind: 'routing', payload: { step: 'assigned', decision_id: 1, reasons: [] } });
    expect(shape(timelineRows([entry(1), routed, why], CLOSED, 'UTC'))).toEqual(['entry:1', 'entry:3']);
    expect(shape(timelineRows([entry(1), routed, entry(4)], CLOSED, 'UTC'))).toEqual(['entry:1', 'entry:2', 'entry:4']);
  });

  it('leaves the talk open while the assistant is still on it', () => {
    expect(shape(timelineRows(TALK, CLOSED, 'UTC'))).toHaveLength(6);
  });

  it('leaves a short talk alone', () => {
    expect(shape(timelineRows([entry(1), fromAssistant(2), entry(3), handoffEntry(4)], CLOSED, 'UTC'))).toEqual([
      'entry:1',
      'entry:2',
      'entry:3',
      'handoff:4',
    ]);
  });

  it('never folds what a person wrote', () => {
    const rows = timelineRows(
      [entry(1), entry(2, { author: INES }), entry(3), fromAssistant(4), entry(5), fromAssistant(6), handoffEntry(7)],
      CLOSED,
      'UTC',
    );
    expect(shape(rows)).toEqual(['entry:1', 'entry:2', 'entry:3', 'fold:3', 'handoff:7']);
  });

  it('marks only the newest handoff as the latest', () => {
    const rows = timelineRows([entry(1), handoffEntry(2), entry(3), handoffEntry(4)], CLOSED, 'UTC');
    expect(rows.flatMap((row) => (row.type === 'handoff' ? [row.isLatest] : []))).toEqual([false, true]);
  });

  it('shows what is inside an opened fold', () => {
    const key = 'fold-6';
    const rows = timelineRows([...TALK, handoffEntry(7)], new Set([key]), 'UTC');
    expect(shape(rows)).toEqual([
      'entry:1',
      'fold:5',
      'entry:2',
      'entry:3',
      'entry:4',
      'entry:5',
      'entry:6',
      'handoff:7',
    ]);
  });

  it('keeps the key of a fold when earlier pages are loaded', () => {
    const late = timelineRows([...TALK.slice(2), handoffEntry(7)], CLOSED, 'UTC');
    const whole = timelineRows([...TALK, handoffEntry(7)], CLOSED, 'UTC');
    const keyOf = (rows: Row[]) => rows.find((row) => row.type === 'fold')?.key;
    expect(keyOf(late)).toBe(keyOf(whole));
  });

  it('folds a run of changes between messages, but not the newest run', () => {
    const run = (from: number) => [0, 1, 2].map((i) => changeEntry(from + i, { priority: ['P2', 'P1'] }));
    const rows = timelineRows([entry(1), ...run(2), entry(5), ...run(6)], CLOSED, 'UTC');
    expect(shape(rows)).toEqual(['entry:1', 'fold:3', 'entry:5', 'entry:6', 'entry:7', 'entry:8']);
  });

  it('writes a day once and after the fold when it has moved on', () => {
    const next = entry(8, { created_at: '2026-03-13T08:00:00Z', author: MAYA });
    const rows = timelineRows([...TALK, handoffEntry(7), next], CLOSED, 'UTC');
    expect(rows.filter((row) => row.type === 'day').map((row) => row.key)).toEqual([
      'day-2026-03-12',
      'day-2026-03-13',
    ]);
  });

  it('folds a talk whose opening words are on an earlier page', () => {
    const tail = [fromAssistant(2), entry(3), fromAssistant(4), entry(5), handoffEntry(7)];
    expect(timelineRows(tail, CLOSED, 'UTC', true).map((row) => row.type)).toEqual(['day', 'fold', 'handoff']);
  });
});
