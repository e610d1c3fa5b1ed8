import { describe, expect, it } from 'vitest';
import { continued, updatesBetween } from './held';

describe('updatesBetween', () => {
  it('counts nothing for the same order', () => {
    expect(updatesBetween([1, 2, 3], [1, 2, 3])).toBe(0);
  });

  it('counts what came and what went', () => {
    expect(updatesBetween([1, 2, 3], [9, 1, 3])).toBe(2);
  });

  it('counts one moved row as one, however many it passes', () => {
    expect(updatesBetween([1, 2, 3, 4, 5], [5, 1, 2, 3, 4])).toBe(1);
    expect(updatesBetween([1, 2, 3, 4, 5], [2, 3, 4, 5, 1])).toBe(1);
  });

  it('counts a swap of neighbors as one', () => {
    expect(updatesBetween([1, 2, 3], [1, 3, 2])).toBe(1);
  });

  it('counts moves beside arrivals', () => {
    expect(updatesBetween([1, 2, 3, 4], [7, 4, 1, 2, 3])).toBe(2);
  });
});

describe('continued', () => {
  it('appends only what is not shown yet', () => {
    expect(continued([1, 2], [2, 3, 4])).toEqual([1, 2, 3, 4]);
  });

  it('is the same list when nothing is new', () => {
    const shown = [1, 2];
    expect(continued(shown, [2, 1])).toBe(shown);
  });
});
