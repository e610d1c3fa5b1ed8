import { describe, expect, it } from 'vitest';
import { decimalSign, numberText, readNumber, ticketNumberOf, TWO_MEANINGS } from './numbers';

const NO = Number.NaN;
const EITHER = TWO_MEANINGS;

describe('a number as it is written', () => {
  it.each([
    // written, in English, in German
    ['250', 250, 250],
    ['1500', 1500, 1500],
    ['1,5', 1.5, 1.5],
    ['1.5', 1.5, 1.5],
    ['99,50', 99.5, 99.5],
    ['.5', 0.5, 0.5],
    ['0,125', 0.125, 0.125],
    ['0.125', 0.125, 0.125],
    ['1500,125', 1500.125, 1500.125],
    ['1,500', 1500, 1.5],
    ['1.500', 1.5, 1500],
    ['-1,500', -1500, -1.5],
    ['−3', -3, -3],
    ['-0', 0, 0],
    ['1.234,5', 1234.5, 1234.5],
    ['1,234.5', 1234.5, 1234.5],
    ['1,234.567', 1234.567, 1234.567],
    ['1,234,567', 1_234_567, 1_234_567],
    ['1.234.567', 1_234_567, 1_234_567],
    ['1.234.567,89', 1_234_567.89, 1_234_567.89],
    ['12 345', 12_345, 12_345],
    ['12\u00a0345,5', 12_345.5, 12_345.5],
    ['12\u202f345', 12_345, 12_345],
    [' 7 ', 7, 7],
    ['1,50,000', EITHER, EITHER],
    ['1.23.456', EITHER, EITHER],
    ['1,234,56', EITHER, EITHER],
    ['1.234.567.89', EITHER, EITHER],
    ['0.123.456', EITHER, EITHER],
    ["1'500", EITHER, EITHER],
    ['3 2', EITHER, EITHER],
    ['0x10', NO, NO],
    ['1e3', NO, NO],
    ['Infinity', NO, NO],
    ['5.', NO, NO],
    ['', NO, NO],
    ['--1', NO, NO],
    ['many', NO, NO],
    ['12345678901234567890', NO, NO],
  ])('%j', (text, english, german) => {
    expect([readNumber(text, 'en'), readNumber(text, 'de')]).toEqual([english, german]);
  });

  it.each([
    ['1,500', 1500, EITHER],
    ['1.500', EITHER, 1500],
    ['1,50', 1.5, 1.5],
    ['0.125', 0.125, 0.125],
    ['1,234.50', 1234.5, 1234.5],
  ])('%j where there are two decimals', (text, english, german) => {
    expect([readNumber(text, 'en', 2), readNumber(text, 'de', 2)]).toEqual([english, german]);
  });

  it.each(['en', 'de', 'en-GB', 'de-CH'])('is read as it is shown in %s', (locale) => {
    for (const value of [0, 1.125, 1500, 1234.567, 0.0001, 123_456_789.25]) expect(readNumber(numberText(value, locale), locale)).toBe(value);
  });

  it('knows the sign of a locale', () => {
    expect([decimalSign('en'), decimalSign('de'), decimalSign('de-CH')]).toEqual(['.', ',', '.']);
  });
});

it('takes the number of a ticket with its sign or without, and nothing else', () => {
  expect(['12', ' #12 ', '0', '', '#', '1.500', '1 500', '-3', '1e3', '##1'].map(ticketNumberOf)).toEqual([12, 12, ...Array.from({ length: 8 }, () => null)]);
});
