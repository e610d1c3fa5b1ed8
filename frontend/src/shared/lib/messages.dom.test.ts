import { renderHook } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { useMessages, useReasonLabels, type Message } from './messages';

// Numbers and signs stand apart by spaces that do not break.
const say = (message: Message | null, text = 'the text'): string =>
  renderHook(() => useMessages()).result.current(message, text).replace(/\s/g, ' ');
const KNOWS: Message = { code: 'knows', params: { what: ['Snowflake', 'SAML'] } };
const HOLDS: Message = { code: 'holds', params: { load: 3, capacity: 8 } };

beforeAll(() => {
  const [german] = Object.values(import.meta.glob('/src/shared/locales/de.json', { eager: true, import: 'default' }));
  i18next.addResourceBundle('de', 'shared', german);
});

afterEach(async () => {
  await i18next.changeLanguage('en');
});

describe('useMessages', () => {
  it('says what it knows, and else shows the text', () => {
    expect(say(HOLDS)).toBe('holds 3 of 8');
    expect(say(null)).toBe('the text');
    expect(say({ code: 'of_a_newer_server', params: {} })).toBe('the text');
    expect(say({ code: 'leaves', params: { name: 'Ines', why: { code: 'of_a_newer_server', params: {} } } })).toBe('the text');
  });

  it('puts the short reason of a ticket together', () => {
    const why: Message = { code: 'handoff', params: { handoff: 'low_confidence' } };
    expect(say({ code: 'assigned', params: { why, reasons: [KNOWS, HOLDS] } })).toBe('Assistant was not sure. Knows Snowflake and SAML, holds 3 of 8');
    expect(say({ code: 'assigned', params: { why: '', reasons: [HOLDS] } })).toBe('Holds 3 of 8');
  });

  it('says it in German, with numbers, money and names of that language', async () => {
    await i18next.changeLanguage('de');
    expect(say(HOLDS)).toBe('hat 3 von 8');
    expect(say({ code: 'revenue', params: { arr: 48000 } })).toMatch(/^48\.000\s\$ im Jahr$/);
    expect(say({ code: 'clock_used', params: { clock: 'first_reply', fraction: 0.75 } })).toBe('Erste Antwort: 75 % der Zeit verbraucht');
    expect(say({ code: 'status', params: { old: 'pending', new: 'on_hold' } })).toBe('Status von „Wartet auf Kunden“ zu „Zurückgestellt“');
    expect(say({ code: 'type', params: { type: 'feature_request' } })).toBe('Wunsch');
    expect(say({ code: 'mood', params: { count: 3 } })).toBe('Die Stimmung sinkt seit 3 Nachrichten');
    expect(say({ code: 'routed', params: { team: 'Pipelines', tier: 'T2', priority: 'P2' } })).toBe('Zugeordnet: Pipelines, T2, P2.');
    const why: Message[] = [
      { code: 'review_came_back', params: { count: 2 } },
      { code: 'review_silent', params: { count: 1 } },
    ];
    expect(say({ code: 'answers_wait', params: { waiting: 3, why } })).toBe('3 warten auf eine Prüfung: 2-mal innerhalb von 7 Tagen zurückgekommen, 1-mal still gescheitert');
    expect(say({ code: 'changed_segment', params: { old: '', new: 'smb' } })).toBe('Segment Nicht bekannt zu SMB');
  });

  it('says a moment in the time of the reader, as other places say it', async () => {
    await i18next.changeLanguage('de');
    vi.stubEnv('TZ', 'America/New_York');
    const until: Message = { code: 'moment', params: { at: '2020-03-09T08:00:00+00:00', zone: 'Europe/Berlin' } };
    expect(say({ code: 'absent', params: { until } })).toMatch(/^abwesend bis .*2020.* 04:00$/);
    vi.unstubAllEnvs();
  });

  it('names the lines, and leaves the names of people', async () => {
    await i18next.changeLanguage('de');
    const label = renderHook(() => useReasonLabels()).result.current;
    expect([label('Why you'), label('Ines Duarte')]).toEqual(['Warum Sie', 'Ines Duarte']);
  });
});
