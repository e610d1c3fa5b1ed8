import { describe, expect, it } from 'vitest';
import { isReadableGround, readableGrounds } from './color';

describe('grounds for text', () => {
  it.each([
    ['#0a5f6a', true],
    ['#ffffff', true],
    ['#767676', true],
    ['#777777', false],
    ['#7f7f7f', false],
    ['#828282', true],
    ['red', false],
  ])('takes %s: %s', (color, isTaken) => {
    expect(isReadableGround(color)).toBe(isTaken);
  });

  // The server proposes one of them: `tests/unit/people/test_colors.py`.
  it.each([
    ['#7a7a7a', ['#767676', '#828282']],
    ['#7f7f7f', ['#767676', '#828282']],
  ])('proposes for %s what is nearest on both sides: %j', (color, proposed) => {
    expect(readableGrounds(color)).toEqual(proposed);
    proposed.forEach((one) => expect(isReadableGround(one)).toBe(true));
  });
});
