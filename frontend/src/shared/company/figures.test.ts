import { describe, expect, it } from 'vitest';
import { daysUntil, healthOf, money, renewalTone } from './figures';

const NOON = new Date(2026, 2, 12, 12, 0).getTime();

describe('facts', () => {
  it('writes money without cents', () => {
    expect(money(184000, 'en')).toBe('$184,000');
  });

  it('counts days to a date by the calendar, whatever the hour', () => {
    expect(daysUntil('2026-03-12', NOON)).toBe(0);
    expect(daysUntil('2026-04-22', NOON)).toBe(41);
    expect(daysUntil('2026-03-11', new Date(2026, 2, 12, 0, 5).getTime())).toBe(-1);
  });

  it('warns of a near renewal and marks a missed one', () => {
    expect([200, 60, 0, -1].map(renewalTone)).toEqual(['mute', 'warn', 'warn', 'bad']);
  });

  it('says health in a word', () => {
    expect([82, 70, 58, 49].map(healthOf)).toEqual(['good', 'good', 'fair', 'poor']);
  });
});
