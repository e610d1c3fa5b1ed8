import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useRowCursor } from './row-cursor';

const cursorOf = (order: number[], initial: number | null = null) => renderHook(() => useRowCursor(order, initial)).result;

describe('useRowCursor', () => {
  it.each([
    ['to the next row', 1, 2, 3],
    ['to the row before', -1, 2, 1],
    ['no further than the end', 1, 3, null],
    ['no further than the beginning', -1, 1, null],
    ['to the first row from nowhere', 1, null, 1],
    ['to the first row from one that has gone', -1, 9, 1],
  ] as const)('walks %s', (_words, step, from, next) => {
    expect(cursorOf([1, 2, 3]).current.neighbor(step, from)).toBe(next);
  });

  it('begins backwards at the last row where that is nearest', () => {
    const { neighbor } = cursorOf([1, 2, 3]).current;
    expect([neighbor(-1, null, 'nearest'), neighbor(1, null, 'nearest'), cursorOf([]).current.neighbor(1, null)]).toEqual([3, 1, null]);
  });

  it('asks for the focus each time, also of the same row', () => {
    const result = cursorOf([1, 2], 1);
    act(() => result.current.focus(2));
    act(() => result.current.focus(2));
    expect([result.current.cursor, result.current.focusRequest]).toEqual([2, 2]);
  });
});
