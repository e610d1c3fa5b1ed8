import { useCallback, useEffect, useState } from 'react';

const STILL_WRITING_MS = 15_000;

/** Whether somebody writes: from a key until 15 s after the last one, or until they stop. */
export function useWriting(): { isWriting: boolean; note: () => void; stop: () => void } {
  const [last, setLast] = useState<number | null>(null);
  useEffect(() => {
    if (last === null) return undefined;
    const id = window.setTimeout(() => setLast(null), STILL_WRITING_MS);
    return () => window.clearTimeout(id);
  }, [last]);
  return {
    isWriting: last !== null,
    note: useCallback(() => setLast(Date.now()), []),
    stop: useCallback(() => setLast(null), []),
  };
}
