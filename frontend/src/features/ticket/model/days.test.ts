import { describe, expect, it } from 'vitest';

import { daysUntil } from './days';

describe('daysUntil', () => {
  const now = new Date(2026, 2, 12, 23, 30).getTime();

  it('counts calendar days, whatever the hour', () => {
    expect(daysUntil('2026-03-13', now)).toBe(1);
    expect(daysUntil('2026-04-22', now)).toBe(41);
  });

  it('is negative for what is past', () => {
    expect(daysUntil('2026-03-10', now)).toBe(-2);
  });
});
