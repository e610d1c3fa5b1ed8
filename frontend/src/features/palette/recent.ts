const SETTING = 'candor.recent-commands';
const KEPT = 12;

/** Ids of commands, the newest first. */
export function recent(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(SETTING) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(id: string): void {
  try {
    localStorage.setItem(SETTING, JSON.stringify([id, ...recent().filter((other) => other !== id)].slice(0, KEPT)));
  } catch {
    // Refused storage only costs the order of the commands.
  }
}

/** Recently used first, the others in their own order. */
export function byRecency<Item extends { id: string }>(items: readonly Item[], used: readonly string[]): Item[] {
  const rank = (item: Item): number => {
    const index = used.indexOf(item.id);
    return index === -1 ? used.length : index;
  };
  return [...items].sort((a, b) => rank(a) - rank(b));
}
