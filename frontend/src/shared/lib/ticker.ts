import { useCallback, useSyncExternalStore } from 'react';

interface Beat {
  now: number;
  listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | undefined;
}

const beats = new Map<number, Beat>();

function beatOf(interval: number): Beat {
  const known = beats.get(interval);
  if (known) return known;
  const made: Beat = { now: Date.now(), listeners: new Set(), timer: undefined };
  beats.set(interval, made);
  return made;
}

function listen(interval: number, changed: () => void): () => void {
  const beat = beatOf(interval);
  beat.listeners.add(changed);
  if (beat.timer === undefined) {
    beat.timer = setInterval(() => {
      beat.now = Date.now();
      beat.listeners.forEach((tell) => tell());
    }, interval);
  }
  return () => {
    beat.listeners.delete(changed);
    if (beat.listeners.size === 0) {
      clearInterval(beat.timer);
      beats.delete(interval);
    }
  };
}

/**
 * The time in milliseconds, renewed every `interval`; null keeps the time of the first render.
 *
 * All users of one interval share one timer, so that a hundred chips change in one render.
 */
export function useNow(interval: number | null): number {
  const subscribe = useCallback(
    (changed: () => void) => (interval === null ? () => undefined : listen(interval, changed)),
    [interval],
  );
  return useSyncExternalStore(subscribe, () => beatOf(interval ?? 0).now);
}
