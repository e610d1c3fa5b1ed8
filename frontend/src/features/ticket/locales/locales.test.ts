import { describe, expect, it } from 'vitest';

import de from './de.json';
import en from './en.json';

function flat(texts: object, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? flat(value, `${path}${name}.`) : [[path + name, String(value)]],
  );
}

const variables = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort();

describe('texts of the ticket screen', () => {
  const german = new Map(flat(de));

  it('exist in both languages', () => {
    expect([...german.keys()].sort()).toEqual(flat(en).map(([key]) => key).sort());
  });

  it('say the same things in both', () => {
    for (const [key, text] of flat(en)) expect([key, variables(german.get(key) ?? '')]).toEqual([key, variables(text)]);
  });
});
