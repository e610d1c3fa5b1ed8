import { describe, expect, it } from 'vitest';
import { modeOf } from './mode';

describe('modeOf', () => {
  it('searches everything by default', () => {
    expect(modeOf('  snowflake export ')).toEqual({ kind: 'all', rest: 'snowflake export' });
  });

  it('keeps to commands after >', () => {
    expect(modeOf('> dark')).toEqual({ kind: 'commands', rest: 'dark' });
  });

  it('reads a number after #, and text with # as text', () => {
    expect(modeOf('#1042')).toEqual({ kind: 'number', rest: '1042' });
    expect(modeOf('#billing')).toEqual({ kind: 'all', rest: '#billing' });
  });
});
