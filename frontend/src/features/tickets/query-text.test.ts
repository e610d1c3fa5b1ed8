import { describe, expect, it } from 'vitest';
import { partsOf, withField, without } from './query-text';

describe('query text', () => {
  it('reads fields, negation, phrases and words', () => {
    expect(partsOf('status:open -tag:billing "empty rows" snowflake company:"Kestrel Freight"')).toEqual([
      { text: 'status:open', field: 'status', value: 'open', isNegated: false },
      { text: '-tag:billing', field: 'tag', value: 'billing', isNegated: true },
      { text: '"empty rows"', field: null, value: '"empty rows"', isNegated: false },
      { text: 'snowflake', field: null, value: 'snowflake', isNegated: false },
      { text: 'company:"Kestrel Freight"', field: 'company', value: 'Kestrel Freight', isNegated: false },
    ]);
  });

  it('treats an unknown field as text, like the server', () => {
    expect(partsOf('error:42')[0]).toMatchObject({ field: null, value: 'error:42' });
  });

  it('takes one part out and leaves the others as they were typed', () => {
    expect(without('status:open "two words" tag:a', 1)).toBe('status:open tag:a');
  });

  it('replaces a field, adds a new one, and quotes spaces', () => {
    expect(withField('status:open tag:a', 'status', 'pending')).toBe('status:pending tag:a');
    expect(withField('tag:a', 'company', 'Kestrel Freight')).toBe('tag:a company:"Kestrel Freight"');
    expect(withField('-status:open', 'status', 'new')).toBe('-status:open status:new');
  });
});
