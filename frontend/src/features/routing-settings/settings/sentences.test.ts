import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import de from '../locales/de.json';
import en from '../locales/en.json';
import type { Condition, Outcome } from './api';
import { ruleText, type Names } from './sentences';

const NAMES: Names = { team: (slug) => ({ pipelines: 'Pipelines' })[slug] ?? slug, skill: (slug) => slug };
const NOTHING: Outcome = { tier: '', team: '', skills: [], min_priority: '', tags: [], notify: [] };
const WHEN: Condition = {
  all: [
    { field: 'segment', op: 'is', value: ['enterprise', 'mid_market'] },
    { any: [{ field: 'health', op: 'under', value: 60 }, { field: 'error_code', op: 'starts_with', value: 'HLY-40' }] },
    { field: 'channel', op: 'is_not', value: ['api'] },
  ],
};
const THEN: Outcome = { ...NOTHING, tier: 'T2', team: 'pipelines', min_priority: 'P2', notify: ['csm'] };

const said = (language: string, rule: { when: Condition; then: Outcome }): string => {
  const t = i18n.getFixedT(language, 'routing-settings');
  return ruleText(t, language, rule, NAMES);
};
const i18n = i18next.createInstance();

beforeAll(() =>
  i18n.init({
    lng: 'en',
    interpolation: { escapeValue: false },
    resources: { en: { 'routing-settings': en }, de: { 'routing-settings': de } },
  }),
);

describe('a rule as a sentence', () => {
  it('is read in English', () => {
    expect(said('en', { when: WHEN, then: THEN })).toBe(
      'When Segment is Enterprise or Mid-Market, (Health is below 60 or Error code starts with HLY-40), and Channel is not API: tier T2, team Pipelines, at least P2, and tell Account’s CSM.',
    );
  });

  it('is read in German', () => {
    expect(said('de', { when: WHEN, then: THEN })).toBe(
      'Wenn Segment Enterprise oder Mid-Market ist, (Kundenzustand unter 60 liegt oder Fehlercode mit HLY-40 beginnt) und Kanal nicht API ist: Stufe T2, Team Pipelines, mindestens P2 und Nachricht an CSM des Kunden.',
    );
  });

  it.each([
    [{}, 'When any ticket arrives: the signals decide.'],
    [{ any: [] }, 'When nothing holds: the signals decide.'],
    [{ field: 'custom.region', op: 'is', value: 'emea' } satisfies Condition, 'When Custom field region is emea: the signals decide.'],
  ])('says what holds always, never, and of fields of one’s own', (when: Condition, text) => {
    expect(said('en', { when, then: NOTHING })).toBe(text);
  });

  it('calls a field that an admin added by its name', () => {
    const t = i18n.getFixedT('en', 'routing-settings');
    const names: Names = { ...NAMES, field: (name) => (name === 'company.seats' ? 'Seats sold' : undefined) };
    expect(ruleText(t, 'en', { when: { field: 'company.seats', op: 'at_least', value: 200 }, then: NOTHING }, names)).toBe(
      'When Seats sold is at least 200: the signals decide.',
    );
  });

  it('has the same texts in both languages', () => {
    const keysOf = (texts: object, before = ''): string[] =>
      Object.entries(texts).flatMap(([key, value]) => (typeof value === 'string' ? [before + key] : keysOf(value as object, `${before}${key}.`)));
    expect(keysOf(de)).toEqual(keysOf(en));
  });
});
