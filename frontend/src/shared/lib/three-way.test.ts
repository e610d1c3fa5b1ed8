import { describe, expect, it } from 'vitest';
import { mergedThreeWays, type MergeNotes } from './three-way';

interface Row {
  key: string;
  name: string;
  id: number | null;
}

const NOTHING: MergeNotes = { taken: [], gone: [], mine: [], dropped: [], renewed: [], isOrderMine: false };
/** "a" is the entry a as it was; "a=Name" has another name. */
const rows = (text: string): Row[] =>
  text.split(' ').filter(Boolean).map((word) => {
    const [key = '', name = key] = word.split('=');
    return { key, name, id: 1 };
  });
const isSame = (a: Row, b: Row): boolean => a.name === b.name;
const merge = (base: string, mine: string, theirs: string) => {
  const { items, notes } = mergedThreeWays({ base: rows(base), mine: rows(mine), theirs: rows(theirs) }, isSame, (row) => ({ ...row, id: null }));
  return { names: items.map(({ name }) => name).join(' '), notes, items };
};

describe('a draft on top of what somebody else published', () => {
  it('takes what only they added, changed and removed', () => {
    const { names, notes } = merge('a b c d', 'a=A b c d', 'a b=B d new');
    expect(names).toBe('A B d new');
    expect(notes).toEqual({ ...NOTHING, taken: ['B', 'new'], gone: ['c'] });
  });

  it('keeps what only the draft added, changed and removed', () => {
    const { names, notes } = merge('a b c', 'a=A new c', 'a b c');
    expect(names).toBe('A new c');
    expect(notes).toEqual(NOTHING);
  });

  it('keeps the draft where both changed an entry, and names it', () => {
    const { names, notes } = merge('a b', 'a=mine b', 'a=theirs b');
    expect(names).toBe('mine b');
    expect(notes).toEqual({ ...NOTHING, mine: ['mine'] });
  });

  it('sees nothing to tell where both made the same change', () => {
    expect(merge('a b c', 'a=A c', 'a=A c')).toMatchObject({ names: 'A c', notes: NOTHING });
  });

  it('makes a new entry of one that they removed and the draft changed', () => {
    const { items, notes } = merge('a b c', 'a b=B c', 'a c');
    expect(items).toEqual([{ key: 'a', name: 'a', id: 1 }, { key: 'b', name: 'B', id: null }, { key: 'c', name: 'c', id: 1 }]);
    expect(notes).toEqual({ ...NOTHING, renewed: ['B'] });
  });

  it('leaves out what the draft removed, and names it where they had changed it', () => {
    expect(merge('a b', 'a', 'a b=B')).toMatchObject({ names: 'a', notes: { ...NOTHING, dropped: ['B'] } });
  });

  it.each([
    ['theirs where only they moved', 'a b c', 'a new b c', 'c b a', 'c b a new', false],
    ['the draft\'s where only it moved', 'a b c', 'c a b', 'a b new c', 'c a b new', false],
    ['the draft\'s where both moved', 'a b c', 'c a b', 'b a c', 'c a b', true],
    ['either where both moved alike', 'a b c', 'c a b', 'c a b', 'c a b', false],
    ['both additions at the front', 'a', 'mine a', 'theirs a', 'mine theirs a', false],
  ])('has an order: %s', (_, base, mine, theirs, names, isOrderMine) => {
    expect(merge(base, mine, theirs)).toMatchObject({ names, notes: { isOrderMine } });
  });
});
