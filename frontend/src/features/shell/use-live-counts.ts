import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { keys } from '@/shared/api';
import { useLiveEvents } from '@/shared/realtime';

const AFTER_MS = 2000;

/** Count the views anew after tickets have changed, once for a burst of changes. */
export function useLiveCounts(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useLiveEvents('queue', () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: keys.viewCounts });
    }, AFTER_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
