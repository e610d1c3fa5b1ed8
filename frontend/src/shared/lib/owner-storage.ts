/**
 * Whose unsent words this browser keeps.
 *
 * Drafts and messages under way are stored here for the time until the server has them. Two people
 * may use one browser after each other, so everything stored carries the id of its writer.
 */
let owner: number | null = null;
const listeners = new Set<() => void>();

/** Names the signed-in person; a change of person drops what is held in memory. */
export function setOwner(id: number): void {
  if (owner === id) return;
  owner = id;
  listeners.forEach((listener) => listener());
}

export function currentOwner(): number | null {
  return owner;
}

export function onOwnerChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keyOf(name: string): string | null {
  return owner === null ? null : `candor.${owner}.${name}`;
}

export function readKept<Value>(name: string, place: Storage = localStorage): Value | null {
  const key = keyOf(name);
  if (key === null) return null;
  try {
    const text = place.getItem(key);
    return text === null ? null : (JSON.parse(text) as Value);
  } catch {
    // Unreadable or refused storage holds nothing.
    return null;
  }
}

/** Keeps a value; null forgets it. */
export function keep(name: string, value: unknown, place: Storage = localStorage): void {
  const key = keyOf(name);
  if (key === null) return;
  try {
    if (value === null) place.removeItem(key);
    else place.setItem(key, JSON.stringify(value));
  } catch {
    // A full or refused storage: the words then live as long as the page, and on the server.
  }
}
