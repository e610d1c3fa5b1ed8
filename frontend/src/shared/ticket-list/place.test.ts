import { describe, expect, it } from 'vitest';
import { placeAsked } from './place';

describe('the trash and the spam', () => {
  it('are asked for by a query that says nothing else', () => {
    expect(placeAsked('is:trash')).toBe('trash');
    expect(placeAsked(' is:spam ')).toBe('spam');
    expect(placeAsked('is:trash export')).toBeNull();
    expect(placeAsked('')).toBeNull();
  });
});
