import type { KeyValue } from '../contract';

/** Storage whose names can be told, so that what is left of somebody can be found. */
export interface Area extends KeyValue {
  names(): string[];
}

/** First-party storage under one prefix, in memory where the browser refuses it. */
export function keyValue(area: () => Storage, prefix: string): Area {
  const memory = new Map<string, string>();
  return {
    get(name) {
      try {
        return area().getItem(prefix + name) ?? memory.get(name) ?? null;
      } catch {
        return memory.get(name) ?? null;
      }
    },
    set(name, value) {
      try {
        area().setItem(prefix + name, value);
        memory.delete(name);
      } catch {
        memory.set(name, value);
      }
    },
    remove(name) {
      memory.delete(name);
      try {
        area().removeItem(prefix + name);
      } catch {
        /* Nothing was stored there either. */
      }
    },
    names() {
      const found = new Set(memory.keys());
      try {
        const stored = area();
        for (let index = 0; index < stored.length; index += 1) {
          const name = stored.key(index);
          if (name?.startsWith(prefix)) found.add(name.slice(prefix.length));
        }
      } catch {
        /* Then everything is in memory. */
      }
      return [...found];
    },
  };
}

/** A stored JSON value, or null when it is missing or was damaged. */
export function readJson<T>(store: Pick<KeyValue, 'get'>, name: string): T | null {
  const text = store.get(name);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
