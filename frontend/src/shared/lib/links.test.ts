import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { findLinks } from './links';

interface Case {
  text: string;
  links: [string, string][];
}

const TABLE = join(import.meta.dirname, '../../../../tests/unit/core/link_cases.json');
const cases = JSON.parse(readFileSync(TABLE, 'utf8')) as Case[];

describe('findLinks', () => {
  // The server reads the same table (tests/unit/core/test_links.py).
  it.each(cases)('finds the links of: $text', ({ text, links }) => {
    expect(findLinks(text).map(({ start, end, href }) => [text.slice(start, end), href])).toEqual(links);
  });
});
