import { describe, expect, it } from 'vitest';
import { articleSearch, customerSearch, ticketSearch } from './search';

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
});
