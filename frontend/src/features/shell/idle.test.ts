import { describe, expect, it } from 'vitest';
import { automaticPresence, IDLE_AFTER_MS } from './idle';

describe('automaticPresence', () => {
  it('turns an idle person away and brings them back', () => {
    expect(automaticPresence('online', false, IDLE_AFTER_MS)).toBe('away');
    expect(automaticPresence('away', false, 0)).toBe('online');
  });

  it('leaves an absence that was chosen', () => {
    expect(automaticPresence('away', true, 0)).toBeNull();
    expect(automaticPresence('away_handing_on', true, 0)).toBeNull();
    expect(automaticPresence('offline', true, 0)).toBeNull();
  });

  it('turns also a chosen presence away, since nobody is there', () => {
    expect(automaticPresence('online', true, IDLE_AFTER_MS + 1)).toBe('away');
  });

  it('changes nothing while the person works', () => {
    expect(automaticPresence('online', false, 1000)).toBeNull();
  });
});
