import { fieldsOf, homeOf, openSections, type Has, type SettingsField, type SettingsSection } from './settings';

/** A section, or one setting of it. */
export interface FoundSetting {
  id: string;
  section: SettingsSection;
  field?: SettingsField;
  /** Behind `/settings`. */
  path: string;
  search?: object;
  /** The id of the setting, which leads to it. */
  hash?: string;
}

/** The texts of a key in every language that we speak, the reader's own first. */
export type TextsOf = (key: string) => readonly string[];

/** Letters as people type them: without case, accents and other marks. */
export const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');

/** Better for a label that begins with the words than for one that has them, worst for synonyms; 0 for none. */
function rankOf(words: readonly string[], labels: readonly string[], others: readonly string[]): number {
  const [own = '', ...foreign] = labels.map(plain);
  const text = words.join(' ');
  const everything = [own, ...foreign, ...others.map(plain)].join(' ');
  if (!words.every((word) => everything.includes(word))) return 0;
  if (own.startsWith(text)) return 4;
  if (words.every((word) => own.includes(word))) return 3;
  return words.every((word) => [own, ...foreign].some((label) => label.includes(word))) ? 2 : 1;
}

/** What of the settings somebody may open has all of the words, the best first; nothing without words. */
export function findSettings(
  sections: readonly SettingsSection[],
  has: Has,
  textsOf: TextsOf,
  text: string,
): FoundSetting[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found: { rank: number; item: FoundSetting }[] = [];
  const keep = (rank: number, item: FoundSetting): void => void (rank > 0 && found.push({ rank, item }));
  const wordsOf = (key: string | undefined): readonly string[] => (key ? textsOf(key) : []);
  for (const section of openSections(sections, has)) {
    const home = homeOf(section);
    const names = textsOf(section.labelKey);
    keep(rankOf(words, names, wordsOf(section.wordsKey)), { id: section.id, section, path: home });
    for (const field of fieldsOf(section, has)) {
      const others = [...wordsOf(field.wordsKey), ...names];
      const { path = home, search, id: hash } = field;
      const labels = textsOf(field.labelKey);
      // Words of the section alone find the section, not each of its settings.
      const isOwn = words.some((word) => [...labels, ...wordsOf(field.wordsKey)].some((label) => plain(label).includes(word)));
      if (!isOwn) continue;
      keep(rankOf(words, labels, others), { id: `${section.id} ${hash}`, section, field, path, hash, ...(search ? { search } : {}) });
    }
  }
  return found.sort((a, b) => b.rank - a.rank).map(({ item }) => item);
}
