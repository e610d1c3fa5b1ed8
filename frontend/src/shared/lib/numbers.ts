/** Written with a sign that may stand for thousands or for decimals, and nothing says which. */
export const TWO_MEANINGS = Symbol('two meanings');

const NUMBER = /^(\d{1,20}|\d{0,20}[.,]\d{1,20})$/;
/** "1,500": a thousand and a half to some, one and a half to others. "0,125" and "1500,125" are only the latter. */
const ONE_SIGN = /^[1-9]\d{0,2}([.,])\d{3}$/;
/** Groups of thousands that can be nothing else: several of them, apart by a space, or before a decimal sign. */
const GROUPS = /^([1-9]\d{0,2}(?:([., ])\d{3}(?:\2\d{3}){0,6}))(?:([.,])(\d{1,20}))?$/;
const LOOKS_GROUPED = /^\d+(?:[., '’]\d+){1,9}$/;

/** The number of a ticket as it is typed, with "#" or without; null for anything else. */
export const ticketNumberOf = (text: string): number | null => Number(/^#?(\d{1,15})$/.exec(text.trim())?.[1] ?? 0) || null;

/** The sign before the decimals: "." in English, "," in German. */
export const decimalSign = (locale: string): string => new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';

/** The number as the locale writes it in a field: without groups. */
export const numberText = (value: number, locale: string, digits = 20): string =>
  new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: digits }).format(value);

/**
 * The number that is written, with a point or a comma; NaN for what is none.
 *
 * Where one sign stands before exactly three digits, the locale decides what it is. A value of fewer than three
 * decimals (`digits`) has none of three, so "1.500" is then thousands or nothing.
 */
export function readNumber(text: string, locale: string, digits = 20): number | typeof TWO_MEANINGS {
  const written = text.trim().replace(/[\s\u00a0\u202f]/g, ' ').replace('−', '-');
  const isNegative = written.startsWith('-');
  const value = amountOf(isNegative ? written.slice(1) : written, locale, digits);
  if (typeof value === 'symbol') return value;
  // Beyond this the last digits would not be those that were written.
  if (!(value <= Number.MAX_SAFE_INTEGER)) return Number.NaN;
  return isNegative && value !== 0 ? -value : value;
}

function amountOf(written: string, locale: string, digits: number): number | typeof TWO_MEANINGS {
  const sign = ONE_SIGN.exec(written)?.[1];
  if (sign !== undefined && sign !== decimalSign(locale)) return Number(written.replace(sign, ''));
  if (sign !== undefined && digits < 3) return TWO_MEANINGS;
  if (NUMBER.test(written)) return Number(written.replace(',', '.'));
  const [, whole = '', group, decimal, rest = '0'] = GROUPS.exec(written) ?? [];
  if (group !== undefined && group !== decimal) return Number(`${whole.replaceAll(group, '')}.${rest}`);
  return LOOKS_GROUPED.test(written) ? TWO_MEANINGS : Number.NaN;
}
