import { describe, expect, it } from 'vitest';
import { articleSearch, customerSearch, logSearch, suspendedSearch, ticketSearch } from './search';

describe('search of an address', () => {
  it('keeps what a ticket list knows and drops the rest', () => {
    expect(ticketSearch({ view: 3, q: 'status:open', sort: 'due', evil: '<b>' })).toEqual({ view: 3, q: 'status:open', sort: 'due' });
    expect(ticketSearch({ view: 'x', q: 1042 })).toEqual({ q: '1042' });
  });

  it('tells an empty query from none', () => {
    expect(ticketSearch({ view: 3, q: '' })).toEqual({ view: 3, q: '' });
    expect(ticketSearch({ view: 3 })).toEqual({ view: 3 });
  });

  it('knows one tab besides the first', () => {
    expect(customerSearch({ tab: 'contacts' })).toEqual({ tab: 'contacts' });
    expect(customerSearch({ tab: 'admins' })).toEqual({});
  });

  it('reads the filters of articles', () => {
    expect(articleSearch({ status: 'draft', owner: 'me', stale: true, audience: '' })).toEqual({ status: 'draft', owner: 'me', stale: true });
    expect(articleSearch({ stale: 'true' })).toEqual({});
  });

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
