import { describe, expect, it } from 'vitest';

import cases from '../../../../tests/unit/core/link_cases.json';
import { findLinks } from './links';

describe('findLinks', () => {
  // The server reads the same table (tests/unit/core/test_links.py).
  it.each(cases)('finds the links of: $text', ({ text, links }) => {
    expect(findLinks(text).map(({ start, end, href }) => [text.slice(start, end), href])).toEqual(links);
  });
});
