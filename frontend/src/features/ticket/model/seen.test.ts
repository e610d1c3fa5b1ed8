import { describe, expect, it } from 'vitest';

import { DWELL_MS, lookAt, NOTHING_SEEN, settle } from './seen';

describe('seen', () => {
  it('takes a moment in view', () => {
    const looking = lookAt(NOTHING_SEEN, 990, 0);
    expect(settle(looking, DWELL_MS - 1).seenId).toBeNull();
    expect(settle(looking, DWELL_MS).seenId).toBe(990);
  });

  it('does not count time in a page that is hidden', () => {
    const hidden = lookAt(lookAt(NOTHING_SEEN, 990, 0), null, 500);
    expect(settle(hidden, 60_000).seenId).toBeNull();
  });

  it('keeps what was seen when a newer message lands', () => {
    const both = lookAt(lookAt(NOTHING_SEEN, 990, 0), 991, DWELL_MS);
    expect(settle(both, DWELL_MS + 1).seenId).toBe(990);
  });

  it('does not go back when scrolled up', () => {
    const seen = settle(lookAt(NOTHING_SEEN, 990, 0), DWELL_MS);
    expect(lookAt(seen, 980, DWELL_MS + 1).seenId).toBe(990);
  });
});
