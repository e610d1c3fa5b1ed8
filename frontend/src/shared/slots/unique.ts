/** The items of a slot; throws where two share an id, since one would hide the other. */
export function unique<Item extends { id: string }>(slot: string, items: readonly Item[]): readonly Item[] {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) throw new Error(`Two features fill the slot "${slot}" with the id "${id}".`);
    seen.add(id);
  }
  return items;
}
