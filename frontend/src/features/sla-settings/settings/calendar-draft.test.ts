import { expect, it } from 'vitest';
import { calendarsBody, isWhole, newCalendar } from './calendar-draft';

it('sends a time of day with two digits', () => {
  const draft = { ...newCalendar('Desk'), intervals: [{ weekday: 0, opens: '9:00', closes: '17:00' }] };
  expect(isWhole(draft)).toBe(true);
  expect(calendarsBody([draft]).results[0]?.intervals).toEqual([{ weekday: 0, opens: '09:00', closes: '17:00' }]);
});
