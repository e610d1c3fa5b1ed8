import { expect, it } from 'vitest';
import { calendar } from '../testing/backend';
import { calendarDraftsOf, calendarsBody, isWhole, mergedCalendars, newCalendar, overlapIn } from './calendar-draft';

it('sends a time of day with two digits', () => {
  const draft = { ...newCalendar('Desk'), intervals: [{ weekday: 0, opens: '9:00', closes: '17:00' }] };
  expect(isWhole(draft)).toBe(true);
  expect(calendarsBody([draft]).results[0]?.intervals).toEqual([{ weekday: 0, opens: '09:00', closes: '17:00' }]);
});

it('has one default and one calendar for a brand after both sides moved them', () => {
  const base = calendarDraftsOf([calendar(1, 'London', { brand_ids: [7] }), calendar(2, 'Berlin'), calendar(3, 'Oslo')]);
  const [london, berlin, oslo] = base as [(typeof base)[0], (typeof base)[0], (typeof base)[0]];
  const mine = [{ ...london, name: 'Desk', brand_ids: [] }, berlin, { ...oslo, brand_ids: [7] }];
  const theirs = [{ ...london, is_default: false, brand_ids: [] }, { ...berlin, is_default: true, brand_ids: [7], timezone: 'Europe/Berlin' }, oslo];
  const { items, notes } = mergedCalendars({ base, mine, theirs });
  expect(items.map((one) => [one.name, one.is_default, one.brand_ids])).toEqual([['Desk', false, []], ['Berlin', true, []], ['Oslo', false, [7]]]);
  expect(notes).toMatchObject({ taken: ['Berlin'], mine: [] });
});

it('has a default where others removed the one that the draft had', () => {
  const base = calendarDraftsOf([calendar(1, 'London'), calendar(2, 'Berlin')]);
  const [london, berlin] = base as [(typeof base)[0], (typeof base)[0]];
  const { items } = mergedCalendars({ base, mine: [{ ...london, is_default: false }, { ...berlin, is_default: true }], theirs: [london] });
  expect(items.map((one) => [one.name, one.is_default])).toEqual([['London', true]]);
});

it.each([
  [null, [[0, '9:00', '12:00'], [0, '12:00', '17:00'], [6, '22:00', '06:00'], [0, '06:00', '07:00']]],
  [0, [[0, '11:00', '17:00'], [0, '9:00', '12:00']]],
  [0, [[6, '22:00', '06:00'], [0, '05:00', '09:00']]],
  [null, [[4, '18:00', '00:00'], [5, '00:00', '24:00']]],
] as const)('finds the day on which hours overlap: %s', (day, hours) => {
  expect(overlapIn(hours.map(([weekday, opens, closes]) => ({ weekday, opens, closes })))).toBe(day);
});
