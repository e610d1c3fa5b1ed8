import { useEffect, useRef } from 'react';
import type { Me } from '@/shared/api';
import { automaticPresence, watchIdle } from './idle';
import type { MeChange } from './use-update-me';

/** Away after five minutes without a key or pointer, back with the next one. */
export function usePresenceKeeper(me: Me | undefined, update: (change: MeChange) => void): void {
  const newest = useRef({ me, update });
  useEffect(() => {
    newest.current = { me, update };
  });
  const isKnown = me !== undefined;
  useEffect(() => {
    if (!isKnown) return undefined;
    return watchIdle((idleFor) => {
      const { me: now, update: change } = newest.current;
      if (!now) return;
      const next = automaticPresence(now.presence, now.presence_is_manual, idleFor);
      if (next) change({ presence: next, presence_is_manual: false });
    });
  }, [isKnown]);
}
