import { expect, it } from 'vitest';
import { tagOf } from './tags';

it('writes a tag as the server will', () => {
  expect(tagOf('  Key  Rotation ')).toBe('key-rotation');
  expect(tagOf(' ')).toBe('');
  expect(tagOf('x'.repeat(80))).toHaveLength(60);
});
