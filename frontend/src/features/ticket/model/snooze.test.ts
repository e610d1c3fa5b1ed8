import { describe, expect, it } from 'vitest';

import { asFieldValue, fromFieldValue, snoozeTimes } from './snooze';

const names = (now: Date) => snoozeTimes(now).map((time) => time.name);

describe('snoozeTimes', () => {
  it('offers later today only while today lasts', () => {
    expect(names(new Date(2026, 2, 12, 10))).toEqual(['laterToday', 'tomorrow', 'monday', 'nextWeek']);
    expect(names(new Date(2026, 2, 12, 22))).toEqual(['tomorrow', 'monday', 'nextWeek']);
  });

  it('names one moment once', () => {
    const sunday = new Date(2026, 2, 15, 22);
    expect(names(sunday)).toEqual(['tomorrow', 'nextWeek']);
    const monday = new Date(2026, 2, 16, 22);
    expect(names(monday)).toEqual(['tomorrow', 'monday']);
  });

  it('wakes in the morning', () => {
    expect(snoozeTimes(new Date(2026, 2, 12, 22)).every((time) => time.at.getHours() === 9)).toBe(true);
  });
});

describe('a time of one\'s own', () => {
  it('goes into the field and comes back as the same minute', () => {
    const moment = new Date(2026, 2, 2, 9, 5);
    expect(asFieldValue(moment)).toBe('2026-03-02T09:05');
    expect(fromFieldValue(asFieldValue(moment))).toEqual(moment);
  });

  it('is nothing while it is incomplete', () => {
    expect(fromFieldValue('')).toBeNull();
    expect(fromFieldValue('2026-')).toBeNull();
  });
});
