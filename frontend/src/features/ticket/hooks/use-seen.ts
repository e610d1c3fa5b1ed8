import { useCallback, useEffect, useRef } from 'react';

import { lookAt, NOTHING_SEEN, settle } from '../model/seen';

const LOOK_EVERY_MS = 500;

/**
 * Follows which entry the reader has seen: the newest one in view, while the page is in front.
 *
 * Returns how to report what is in view, and how to ask what has been seen up to now. `onSeen`
 * is told when it moves on.
 */
export function useSeen(onSeen: (id: number) => void): {
  report: (inViewId: number | null) => void;
  seenId: () => number | null;
} {
  const state = useRef(NOTHING_SEEN);
  const inView = useRef<number | null>(null);
  const newest = useRef(onSeen);
  useEffect(() => {
    newest.current = onSeen;
  });

  const look = useCallback(() => {
    const isInFront = document.visibilityState === 'visible';
    const before = state.current.seenId;
    state.current = lookAt(state.current, isInFront ? inView.current : null, Date.now());
    const after = state.current.seenId;
    if (after !== null && after !== before) newest.current(after);
  }, []);

  useEffect(() => {
    const id = window.setInterval(look, LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.clearInterval(id);
      document.removeEventListener('visibilitychange', look);
    };
  }, [look]);

  const report = useCallback(
    (id: number | null) => {
      inView.current = id;
      look();
    },
    [look],
  );
  const seenId = useCallback(() => settle(state.current, Date.now()).seenId, []);
  return { report, seenId };
}
