import { describe, expect, it } from 'vitest';
import { logSearch, suspendedSearch } from './search';

describe('search of the email settings', () => {
  it('reads the filters of the ingest log and the open mail', () => {
    expect(logSearch({ mailbox: '3', state: 'failed', reason: 'loop', q: 12, mail: 7 })).toEqual({
      mailbox: 3,
      state: 'failed',
      reason: 'loop',
      q: '12',
      mail: 7,
    });
    expect(logSearch({ mailbox: -1, state: 'lost', mail: 'x' })).toEqual({});
    expect(suspendedSearch({ state: 'stored', mail: 7 })).toEqual({ mail: 7 });
  });
});
