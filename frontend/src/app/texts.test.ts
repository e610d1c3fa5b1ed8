import { describe, expect, it } from 'vitest';
import { texts } from './texts';

/** "a.b" for every text, plural endings apart: languages differ in them. */
function namesOf(tree: Record<string, unknown>, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? namesOf(value as Record<string, unknown>, `${prefix}${name}.`)
      : [`${prefix}${name}`.replace(/_(zero|one|two|few|many|other)$/, '')],
  );
}

const placeholders = (tree: Record<string, unknown>, prefix = ''): string[] =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? placeholders(value as Record<string, unknown>, `${prefix}${name}.`)
      : [...String(value as string).matchAll(/{{(\w+)}}/g)].map((match) => `${prefix}${name}:${match[1] ?? ''}`),
  );

const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../widget/**', '!../demo/**', '!../**/*.test.*'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** The namespaces that a file asks for. */
const asked = (source: string): string[] =>
  [...source.matchAll(/useTranslation\(\s*(\[[^\]]*\]|'[^']*')/g)].flatMap((call) =>
    [...(call[1] ?? '').matchAll(/'([\w-]+)'/g)].map((name) => name[1] ?? ''),
  );

describe('texts', () => {
  it('has every namespace that a screen asks for, and nothing else', () => {
    const wanted = new Set(Object.values(sources).flatMap(asked));
    expect(wanted.size).toBeGreaterThan(5);
    expect([...wanted].filter((name) => !(name in (texts.en ?? {})))).toEqual([]);
    expect(Object.keys(texts.en ?? {}).filter((name) => !/^[a-z-]+$/.test(name))).toEqual([]);
  });

  it('has a German text for every English one', () => {
    for (const [namespace, english] of Object.entries(texts.en ?? {})) {
      expect.soft(new Set(namesOf(texts.de?.[namespace] ?? {})), namespace).toEqual(new Set(namesOf(english)));
    }
  });

  it('has the same placeholders in both', () => {
    for (const [namespace, english] of Object.entries(texts.en ?? {})) {
      const german = texts.de?.[namespace];
      if (german) expect.soft(placeholders(german).sort(), namespace).toEqual(placeholders(english).sort());
    }
  });
});
