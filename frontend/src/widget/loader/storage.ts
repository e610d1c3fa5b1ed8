import type { KeyValue } from '../contract';

/** First-party storage under one prefix, in memory where the browser refuses it. */
export function keyValue(area: () => Storage, prefix: string): KeyValue {
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
  };
}

/** A stored JSON value, or null when it is missing or was damaged. */
export function readJson<T>(store: KeyValue, name: string): T | null {
  const text = store.get(name);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
