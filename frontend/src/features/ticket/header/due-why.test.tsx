import { render, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SlaClock, SlaDetail } from '../types';
import { DueWhy } from './due-why';

const DAY = 86_400_000;
const FIRST = Date.parse('2026-03-02T09:00:00Z');
const day = (number: number) => ({
  from: new Date(FIRST + number * DAY).toISOString(),
  to: new Date(FIRST + number * DAY + 8 * 3_600_000).toISOString(),
  seconds: 8 * 3600,
});

const clock = (given: Partial<SlaClock>): SlaClock => ({
  id: 1,
  kind: 'resolution',
  number: 1,
  state: 'running',
  is_running: true,
  started_at: '2026-03-02T09:00:00Z',
  due_at: '2026-03-17T17:00:00Z',
  target_seconds: 96 * 3600,
  elapsed_seconds: 24 * 3600,
  fulfilled_at: null,
  breached_at: null,
  calendar: { name: 'Tokyo desk', timezone: 'Asia/Tokyo' },
  stretches: Array.from({ length: 12 }, (_, number) => day(number)),
  ...given,
});
const detail = { policy: null, clocks: [], history: [] } as SlaDetail;
const stretches = () => within(screen.getByRole('list', { name: 'Time that counts' })).getAllByRole('listitem').map((item) => item.textContent);

describe('DueWhy', () => {
  it('adds up to the target, in hours of work', () => {
    render(<DueWhy clock={clock({})} detail={detail} />);
    expect(screen.getByText('96h, 24h used')).toBeInTheDocument();
    expect(stretches()).toHaveLength(9);
    expect(stretches().at(-1)).toBe('32hin further stretches');
  });

  it('tells every time in the zone of the calendar, and says so', () => {
    render(<DueWhy clock={clock({})} detail={detail} />);
    expect(stretches()[0]).toContain('18:00');
    expect(screen.getByText('Times are in Asia/Tokyo.')).toBeInTheDocument();
  });

  it('says when a share was used up that was told later', () => {
    const line = {
      at: '2026-03-03T12:00:00Z', reached_at: '2026-03-03T11:30:00Z', kind: 'warn' as const, clock: 'resolution' as const, number: 1,
      detail: '50% of the target used', message: null, fraction: 0.5, target_seconds: null, is_replaced: false,
    };
    const history = [line, { ...line, reached_at: '2026-03-03T11:59:30Z', fraction: 0.4 }];
    render(<DueWhy clock={clock({})} detail={{ ...detail, history }} />);
    expect(screen.getAllByText(/used up on .*20:30/)).toHaveLength(1);
  });

  it('names no zone around the clock', () => {
    render(<DueWhy clock={clock({ calendar: { name: '24x7', timezone: 'UTC' }, stretches: [] })} detail={detail} />);
    expect(screen.getByText('Around the clock')).toBeInTheDocument();
    expect(screen.queryByText(/Times are in/)).not.toBeInTheDocument();
  });
});
