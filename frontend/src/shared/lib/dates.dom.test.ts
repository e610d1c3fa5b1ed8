import { afterEach, describe, expect, it, vi } from 'vitest';
import { absoluteTime, knownZone, localDay, workTime } from './dates';

describe('a time in a zone', () => {
  it('is told in that zone', () => {
    expect(absoluteTime('2026-03-02T12:00:00Z', 'en-GB', 'Asia/Tokyo')).toContain('21:00');
  });

  it.each(['localtime', 'posixrules', 'Mars/Olympus'])('is told in the own zone where the browser does not know %s', (zone) => {
    expect(knownZone(zone)).toBeUndefined();
    expect(absoluteTime('2026-03-02T12:00:00Z', 'en-GB', zone)).toBe(absoluteTime('2026-03-02T12:00:00Z', 'en-GB'));
  });
});

describe('a date without a time', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each(['America/Los_Angeles', 'Pacific/Kiritimati', 'UTC'])('is the same date in %s', async (zone) => {
    vi.stubEnv('TZ', zone);
    // Formats are kept by the module, in the zone in which they were made.
    vi.resetModules();
    const { dayName, shortDate } = await import('./dates');
    expect(shortDate('2026-12-24', '2026-12-01T12:00:00Z', 'en-GB')).toBe('24 Dec');
    expect(dayName('2026-12-24', 'en-GB')).toContain('24');
  });

  it('is that of the reader, not of UTC', () => {
    vi.stubEnv('TZ', 'America/Los_Angeles');
    expect(localDay(Date.parse('2026-03-02T03:00:00Z'))).toBe('2026-03-01');
    expect(localDay(Date.parse('2026-03-02T03:00:00Z'), 1)).toBe('2026-02-28');
  });
});

describe('working time', () => {
  it.each([
    [30, '30s'],
    [90 * 60, '1h 30m'],
    [24 * 3600, '24h'],
    [96 * 3600, '96h'],
  ])('counts %d seconds as %s, never as days', (seconds, text) => {
    expect(workTime(seconds * 1000, 'en-GB')).toBe(text);
  });
});
