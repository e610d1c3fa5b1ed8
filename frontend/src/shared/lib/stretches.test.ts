import { describe, expect, it } from 'vitest';
import { firstStretches } from './stretches';

const days = (count: number) => Array.from({ length: count }, () => ({ seconds: 8 * 3600 }));

describe('firstStretches', () => {
  it('adds up to the target, also where the server sent only the first', () => {
    const { shown, rest } = firstStretches(days(40), 96 * 8 * 3600, 8);
    expect(shown).toHaveLength(8);
    expect(rest).toBe(88 * 8 * 3600);
  });

  it('leaves nothing where all are shown, whatever was rounded', () => {
    expect(firstStretches(days(3), 3 * 8 * 3600 + 2, 8).rest).toBe(0);
    expect(firstStretches(days(3), 3 * 8 * 3600 - 2, 8).rest).toBe(0);
  });
});
