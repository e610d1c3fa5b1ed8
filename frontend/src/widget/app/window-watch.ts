export interface WindowPorts {
  /** The network came or went. */
  reachable: (isOnline: boolean) => void;
  /** The page is looked at again. */
  visible: () => void;
}

/** Listens to the page's window; returns what ends it. */
export function watchWindow({ reachable, visible }: WindowPorts): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  addEventListener('online', () => reachable(true), { signal });
  addEventListener('offline', () => reachable(false), { signal });
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? visible() : undefined), { signal });
  return () => ends.abort();
}
