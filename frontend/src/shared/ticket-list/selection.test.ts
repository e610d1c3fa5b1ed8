import { describe, expect, it } from 'vitest';
import { allOrNothing, extendedTo, NOTHING, toggled, within } from './selection';

const ORDER = [11, 12, 13, 14, 15];
const chosen = (selection: { numbers: ReadonlySet<number> }) => [...selection.numbers].sort();

describe('selection', () => {
  it('takes a row in and out', () => {
    const one = toggled(NOTHING, 12);
    expect(chosen(one)).toEqual([12]);
    expect(chosen(toggled(one, 12))).toEqual([]);
  });

  it('extends from the anchor in both directions', () => {
    const start = toggled(NOTHING, 13);
    expect(chosen(extendedTo(start, ORDER, 15))).toEqual([13, 14, 15]);
    expect(chosen(extendedTo(start, ORDER, 11))).toEqual([11, 12, 13]);
  });

  it('keeps the anchor while extending, so that the next extension starts there too', () => {
    const grown = extendedTo(toggled(NOTHING, 12), ORDER, 14);
    expect(grown.anchor).toBe(12);
  });

  it('chooses all, then nothing', () => {
    const all = allOrNothing(NOTHING, ORDER);
    expect(chosen(all)).toEqual(ORDER);
    expect(allOrNothing(all, ORDER)).toBe(NOTHING);
  });

  it('forgets rows that left the list', () => {
    expect(chosen(within({ numbers: new Set([11, 99]), anchor: 11 }, ORDER))).toEqual([11]);
  });
});
