import { describe, expect, it } from 'vitest';
import { safeNext } from './next';

describe('safeNext', () => {
  it('keeps a path of the workspace with its search', () => {
    expect(safeNext('/inbox/1042?view=3')).toBe('/inbox/1042?view=3');
  });

  it.each([undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/sign-in'])(
    'goes to the inbox instead of %s',
    (next) => {
      expect(safeNext(next)).toBe('/inbox');
    },
  );
});
