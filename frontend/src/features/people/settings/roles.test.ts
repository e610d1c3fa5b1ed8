import { describe, expect, it } from 'vitest';
import german from '../locales/de.json';
import english from '../locales/en.json';
import verbs from './verbs.json';

/** "a.b" for every text below a branch. */
const namesIn = (tree: object, prefix = ''): string[] =>
  Object.entries(tree).flatMap(([name, value]) => (typeof value === 'string' ? [`${prefix}${name}`] : namesIn(value as object, `${prefix}${name}.`)));

describe('what the roles may', () => {
  it.each([
    ['English', english.verb],
    ['German', german.verb],
  ])('has words in %s for every verb of the policy, and for nothing else', (_language, words) => {
    expect(namesIn(words).sort()).toEqual([...verbs].sort());
  });
});
