import { describe, expect, it } from 'vitest';
import { absoluteTime, knownZone } from './dates';

describe('a time in a zone', () => {
  it('is told in that zone', () => {
    expect(absoluteTime('2026-03-02T12:00:00Z', 'en-GB', 'Asia/Tokyo')).toContain('21:00');
  });

  it.each(['localtime', 'posixrules', 'Mars/Olympus'])('is told in the own zone where the browser does not know %s', (zone) => {
    expect(knownZone(zone)).toBeUndefined();
    expect(absoluteTime('2026-03-02T12:00:00Z', 'en-GB', zone)).toBe(absoluteTime('2026-03-02T12:00:00Z', 'en-GB'));
  });
});
