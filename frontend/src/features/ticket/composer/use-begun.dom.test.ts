import { renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { entry, INES, MAYA, ticket } from '../testing/fixtures';
import { useBegun } from './use-begun';

const withEntries = (...results: ReturnType<typeof entry>[]) => ticket({ timeline: { results, previous: null } });
const BY_MAYA = entry(995, { author: MAYA });
const BY_HELEN = entry(995);

describe('useBegun', () => {
  it('counts a colleague’s reply that came while this one was written as unseen', () => {
    const { result, rerender } = renderHook(({ detail, html }) => useBegun(detail, html, 'saved'), {
      initialProps: { detail: withEntries(entry(990)), html: '' },
    });
    rerender({ detail: withEntries(entry(990)), html: '<p>Mine</p>' });
    rerender({ detail: withEntries(entry(990), BY_MAYA), html: '<p>Mine, too</p>' });
    expect(result.current.seenBy(995, INES.id)).toBe(990);
    result.current.restart();
    expect(result.current.seenBy(995, INES.id)).toBe(995);
  });

  it('leaves alone what was there before, what the customer wrote, and one’s own', () => {
    const { result, rerender } = renderHook(({ detail, html }) => useBegun(detail, html, 'saved'), {
      initialProps: { detail: withEntries(entry(990), BY_MAYA), html: '<p>Mine</p>' },
    });
    expect(result.current.seenBy(995, INES.id)).toBe(995);
    rerender({ detail: withEntries(entry(990)), html: '' });
    rerender({ detail: withEntries(entry(990)), html: '<p>Mine</p>' });
    rerender({ detail: withEntries(entry(990), BY_HELEN), html: '<p>Mine</p>' });
    expect(result.current.seenBy(995, INES.id)).toBe(995);
    rerender({ detail: withEntries(entry(990), entry(996, { author: INES })), html: '<p>Mine</p>' });
    expect(result.current.seenBy(996, INES.id)).toBe(996);
  });
});
