import type { TFunction } from 'i18next';
import type { Definition, Figure } from './words';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A span of time in its two largest units. */
export function spanOf(seconds: number, t: TFunction<'insights'>): string {
  const whole = Math.round(seconds);
  if (whole < MINUTE) return t('span.seconds', { count: whole });
  if (whole < HOUR) return t('span.minutes', { count: Math.floor(whole / MINUTE) });
  if (whole < 2 * DAY) return t('span.hours', { hours: Math.floor(whole / HOUR), minutes: Math.floor((whole % HOUR) / MINUTE) });
  return t('span.days', { days: Math.floor(whole / DAY), hours: Math.floor((whole % DAY) / HOUR) });
}

const numberOf = (value: number, locale: string): string => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);

/** What of a definition a figure needs to be shown. */
type Shown = Pick<Definition, 'unit' | 'kind' | 'is_business'>;
/** What of a figure is shown. */
type Counted = Pick<Figure, 'value' | 'business' | 'part' | 'whole'>;

/** A value of a measure in its unit. */
export function valueOf(value: number, definition: Shown, t: TFunction<'insights'>, locale: string): string {
  if (definition.unit === 'seconds') return spanOf(value, t);
  if (definition.kind === 'share') return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value / 100);
  return numberOf(value, locale);
}

/** The figure as people compare it with its range: business hours where the range is of these. */
export const mainOf = (figure: Counted, definition: Shown): number | null => (definition.is_business ? figure.business : figure.value);

/** Part and whole, with what they count where that is not what the figure is of. */
export const countsOf = ({ part, whole }: Pick<Figure, 'part' | 'whole'>, { unit }: Shown, t: TFunction<'insights'>): string => t(isOfHours({ unit }) ? 'fewHours' : 'few', { part, whole });

/** Whether it is a share of people's hours, in which no tickets are the rest. */
export const isOfHours = ({ unit }: Pick<Definition, 'unit'>): boolean => unit === 'percent of hours';

/** A figure; of too few to be a share, the counts. */
export function figureOf(figure: Counted, definition: Shown, t: TFunction<'insights'>, locale: string): string {
  const value = mainOf(figure, definition);
  if (value !== null) return valueOf(value, definition, t, locale);
  if (definition.kind === 'share' && figure.whole > 0) return countsOf(figure, definition, t);
  return t('nothing');
}

/** Whether it lies in the range to aim at; null where there is no range or no figure. */
export function isGood(figure: Figure, definition: Definition): boolean | null {
  const value = mainOf(figure, definition);
  if (value === null || (definition.at_least === null && definition.at_most === null)) return null;
  return value >= (definition.at_least ?? -Infinity) && value <= (definition.at_most ?? Infinity);
}

/** Whether it is a risk to the people behind it. */
export function isRisk(figure: Figure, definition: Definition): boolean {
  const value = mainOf(figure, definition);
  return value !== null && definition.risk_above !== null && value > definition.risk_above;
}
