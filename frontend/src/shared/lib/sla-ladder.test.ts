import { describe, expect, it } from 'vitest';
import { readClock, tickEvery } from './sla-ladder';

const START = Date.parse('2026-03-12T14:00:00Z');
const MINUTE = 60_000;
const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();
const running = { state: 'running', started_at: at(0), due_at: at(60) };

describe('readClock', () => {
  it('is calm in the first three quarters', () => {
    expect(readClock(running, START + 20 * MINUTE, 'en')).toMatchObject({ step: 'ok', time: '40m' });
  });

  it('warns in the last quarter', () => {
    expect(readClock(running, START + 45 * MINUTE, 'en')).toMatchObject({ step: 'warn', time: '15m' });
  });

  it('does not warn on a short clock before half of it is over', () => {
    const short = { ...running, due_at: at(15) };
    expect(readClock(short, START + 5 * MINUTE, 'en').step).toBe('ok');
    expect(readClock(short, START + 8 * MINUTE, 'en').step).toBe('warn');
  });

  it('is over from the very moment it is due, also before the server says so', () => {
    expect(readClock(running, START + 60 * MINUTE, 'en').step).toBe('breach');
    expect(readClock(running, START + 78 * MINUTE, 'en')).toMatchObject({ step: 'breach', time: '18m' });
  });

  it('shows no time while paused', () => {
    expect(readClock({ ...running, state: 'paused' }, START + 90 * MINUTE, 'en')).toMatchObject({ step: 'paused', time: '' });
  });

  it('tells a late fulfilment from a breach that still runs', () => {
    const late = { ...running, state: 'breached', fulfilled_at: at(64) };
    expect(readClock(late, START + 300 * MINUTE, 'en')).toMatchObject({ step: 'missed', time: '4m' });
  });

  it('counts seconds only in the last two minutes', () => {
    expect(readClock(running, START + 58.5 * MINUTE, 'en').time).toBe('1m 30s');
    expect(tickEvery(running, START + 58.5 * MINUTE)).toBe(1000);
    expect(tickEvery(running, START)).toBe(15_000);
    expect(tickEvery({ ...running, state: 'met' }, START)).toBeNull();
  });
});
