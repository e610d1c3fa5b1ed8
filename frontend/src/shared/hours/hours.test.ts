import { describe, expect, it } from 'vitest';
import { isTime, spansOf, weekdayName } from './hours';

const span = (weekday: number, opens: string, closes: string) => ({ weekday, opens, closes });

describe('hours', () => {
  it('joins a night that was cut at midnight, also over the end of the week', () => {
    expect(spansOf([span(0, '00:00', '06:00'), span(4, '22:00', '24:00'), span(5, '00:00', '06:00'), span(6, '22:00', '24:00')])).toEqual([
      span(4, '22:00', '06:00'),
      span(6, '22:00', '06:00'),
    ]);
  });

  it('leaves whole days, lunch breaks and evenings alone', () => {
    const week = [span(0, '00:00', '24:00'), span(1, '00:00', '24:00'), span(2, '09:00', '12:30'), span(2, '13:00', '24:00')];
    expect(spansOf(week)).toEqual(week);
  });

  it('names weekdays from Monday on', () => {
    expect([0, 6].map((day) => weekdayName(day, 'en'))).toEqual(['Monday', 'Sunday']);
    expect(weekdayName(2, 'de')).toBe('Mittwoch');
  });

  it.each(['09:00', '23:59', '24:00', '00:00'])('takes %s', (text) => expect(isTime(text)).toBe(true));
  it.each(['9', '9:0', '24:01', '25:00', '', '09:60'])('refuses %j', (text) => expect(isTime(text)).toBe(false));
});

describe('a time of day as people type it', () => {
  it.each(['9:00', '09:00', '0:30', '24:00'])('takes %s', (text) => {
    expect(isTime(text)).toBe(true);
  });
});
