import { describe, expect, it } from 'vitest';

import type { SlaClock } from '../types';
import { mostUrgent, timersOf } from './timers';

const NOW = Date.parse('2026-03-12T14:20:00Z');

function clock(over: Partial<SlaClock> = {}): SlaClock {
  return {
    kind: 'next_reply',
    state: 'running',
    started_at: '2026-03-12T14:01:00Z',
    due_at: '2026-03-12T14:31:00Z',
    target_seconds: 1800,
    elapsed_seconds: 1140,
    fulfilled_at: null,
    breached_at: null,
    calendar: { name: 'Weekdays', timezone: 'UTC' },
    id: 1,
    number: 1,
    is_running: true,
    stretches: [],
    ...over,
  };
}

describe('timersOf', () => {
  it('shows the newest round of each kind in reading order', () => {
    const timers = timersOf(
      [
        clock({ kind: 'resolution', due_at: '2026-03-12T18:00:00Z' }),
        clock({ state: 'met', fulfilled_at: '2026-03-12T13:10:00Z', started_at: '2026-03-12T13:00:00Z' }),
        clock(),
        clock({ kind: 'first_reply', state: 'cancelled' }),
      ],
      NOW,
      'en',
    );
    expect(timers.map((timer) => [timer.clock.kind, timer.reading.step])).toEqual([
      ['next_reply', 'warn'],
      ['resolution', 'ok'],
    ]);
    expect(mostUrgent(timers)?.clock.kind).toBe('next_reply');
  });

  it('counts what was used in working time', () => {
    const [timer] = timersOf([clock({ state: 'met', elapsed_seconds: 420, target_seconds: 900 })], NOW, 'en');
    expect([timer?.used, timer?.target]).toEqual(['7m', '15m']);
  });

  it('puts the clock that is latest first on a narrow screen', () => {
    const late = (kind: SlaClock['kind'], due: string) => clock({ kind, due_at: due });
    const timers = timersOf(
      [late('first_reply', '2026-03-12T14:15:00Z'), late('resolution', '2026-03-12T13:00:00Z')],
      NOW,
      'en',
    );
    expect(mostUrgent(timers)?.clock.kind).toBe('resolution');
  });
});
