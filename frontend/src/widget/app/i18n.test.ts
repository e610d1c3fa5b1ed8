import { describe, expect, it } from 'vitest';
import { de } from './de';
import { en } from './en';
import { fill, language } from './i18n';

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('dictionaries', () => {
  it('have the same words with the same places to fill in', () => {
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en) as (keyof typeof en)[]) expect(holes(de[key]), key).toEqual(holes(en[key]));
  });
});

describe('language', () => {
  it('speaks German to German readers and English to everybody else', () => {
    expect(language('de-AT', 'ltr').t('person')).toBe(de.person);
    expect(language('ja', 'ltr').t('person')).toBe(en.person);
    expect(language('not a locale!', 'ltr').t('person')).toBe(en.person);
  });

  it('rounds a wait so that it promises nothing exact', () => {
    expect(language('en', 'ltr').span(61)).toBe('2 min');
    expect(language('en', 'ltr').span(12.5 * 60)).toBe('15 min');
    expect(language('en', 'ltr').span(3 * 3600)).toBe('3 hr');
  });

  it('leaves holes that nobody filled', () => {
    expect(fill('{a} {b}', { a: 1 })).toBe('1 {b}');
  });
});

describe('times', () => {
  const at = new Date(2026, 2, 2, 16, 15);
  it('are written as the reader writes them', () => {
    const read = (locale: string, hour: number) => language(locale, 'ltr', () => at).time(new Date(2026, 2, 2, hour, 15).toISOString());
    expect(read('en-US', 16).replace(/\s/g, ' ')).toBe('4:15 PM');
    expect(read('de', 16)).toBe('16:15');
  });

  it('count days from a day and a half on', () => {
    expect(language('en', 'ltr').span(3 * 86_400)).toBe('3 days');
    expect(language('de', 'ltr').span(3 * 86_400)).toBe('3 Tage');
    expect(language('en', 'ltr').span(20 * 3600)).toBe('20 hr');
  });
});
