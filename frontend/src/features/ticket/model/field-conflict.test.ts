import { describe, expect, it } from 'vitest';

import { changeEntry, MAYA, ticket } from '../testing/fixtures';
import { judgeConflict } from './field-conflict';

const seen = ticket({ priority: 'P3', status: 'open' });

describe('judgeConflict', () => {
  it('shows both values and who was first', () => {
    const current = ticket({
      priority: 'P2',
      version: 8,
      timeline: { results: [changeEntry(991, { priority: ['P3', 'P2'] })], previous: null },
    });
    const { again, conflicts } = judgeConflict(seen, current, { priority: 'P1' });
    expect(again).toEqual({});
    expect(conflicts).toEqual([
      { field: 'priority', mine: 'P1', theirs: 'P2', by: MAYA.name, at: '2026-03-12T13:31:00Z' },
    ]);
  });

  it('sends again when only another field has changed', () => {
    const current = ticket({ priority: 'P3', status: 'pending', version: 8 });
    expect(judgeConflict(seen, current, { priority: 'P1' })).toEqual({ again: { priority: 'P1' }, conflicts: [] });
  });

  it('does nothing when both wanted the same', () => {
    const current = ticket({ priority: 'P1', version: 8 });
    expect(judgeConflict(seen, current, { priority: 'P1' })).toEqual({ again: {}, conflicts: [] });
  });

  it('finds who took the ticket', () => {
    const current = ticket({
      assignee: { id: 6, name: 'Maya Okafor' },
      timeline: { results: [changeEntry(991, { assignee: ['Ines', 'Maya'] })], previous: null },
    });
    expect(judgeConflict(seen, current, { assignee: 9 }).conflicts[0]).toMatchObject({ theirs: 6, by: MAYA.name });
  });
});
