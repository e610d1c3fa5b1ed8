export { isTime, isWholeInterval, nextInterval, spansOf, weekdayName, WEEKDAYS, wholeTime } from './hours';
export type { Interval } from './hours';
export { WeekFields } from './week-fields';
