import { describe, expect, it } from 'vitest';
import { durationText, lengthOf, NOT_A_TIME, readDuration } from './durations';

describe('readDuration', () => {
  it.each([
    ['1', 3600],
    ['90 min', 5400],
    ['1.5 h', 5400],
    ['1,5 Std.', 5400],
    ['1 h 30 min', 5400],
    ['2d', 172_800],
    ['0.5', 1800],
    ['', null],
    ['none', null],
    ['Keine', null],
  ])('reads %j as %j', (text, seconds) => {
    expect(readDuration(text)).toBe(seconds);
  });

  it.each(['soon', '1 moon', '-2', '1e9', '1..5', 'h', '1 h and a bit'])('does not take %j for a time', (text) => {
    expect(readDuration(text)).toBe(NOT_A_TIME);
  });

  it('reads what it shows', () => {
    for (const seconds of [30, 60, 90, 1800, 3600, 5400, 86_400]) {
      const { value, unit } = lengthOf(seconds);
      if (unit !== 'second') expect(readDuration(`${value} ${unit}`)).toBe(seconds);
    }
    expect(durationText(5400, 'en')).toBe('90 min');
    expect(durationText(7200, 'en')).toBe('2 hr');
  });
});
