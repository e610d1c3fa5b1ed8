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
    ['0.125 h', 450],
    ['1440 hr', 5_184_000],
    ['30 sec', 30],
    ['45 Sek.', 45],
    ['1h30', 5400],
    ['1 h 30', 5400],
    ['', null],
    ['none', null],
    ['Keine', null],
  ])('reads %j as %j', (text, seconds) => {
    expect(readDuration(text)).toBe(seconds);
  });

  it.each(['soon', '1 moon', '-2', '1e9', '1..5', 'h', '1 h and a bit', '1,440', '1.440 Std.', '1,440 hr', '2d 5', '5 5'])('does not take %j for a time', (text) => {
    expect(readDuration(text)).toBe(NOT_A_TIME);
  });

  it.each(['en', 'de'])('reads back every target that it shows in %s', (locale) => {
    const some = [30, 31, 59, 60, 90, 3600, 5400, 86_400, 1000 * 3600, 1440 * 3600, 1_440 * 60, 366 * 86_400, 366 * 86_400 - 1];
    // And a walk over all that a target may be, in steps that share no factor with an hour.
    for (let seconds = 30; seconds <= 366 * 86_400; seconds += 7919) some.push(seconds, seconds - (seconds % 60) || 60, seconds - (seconds % 3600) || 3600);
    const wrong = some.filter((seconds) => readDuration(durationText(seconds, locale)) !== seconds);
    expect(wrong).toEqual([]);
  });

  it('shows a target in its largest whole unit', () => {
    expect(lengthOf(90)).toEqual({ value: 90, unit: 'second' });
    expect(durationText(5400, 'en')).toBe('90 min');
    expect(durationText(7200, 'en')).toBe('2 hr');
  });
});
