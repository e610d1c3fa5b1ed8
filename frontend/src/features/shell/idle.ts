import type { PresenceStatus } from '@/shared/api';

export const IDLE_AFTER_MS = 5 * 60_000;
/** Other windows of the same person count: the last activity is shared through storage. */
const SHARED = 'candor.active-at';
const SHARE_EVERY_MS = 10_000;
const ACTIVITY = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'] as const;

/**
 * What an automatic presence should become, or null to leave it.
 *
 * A presence that the person chose is never touched.
 */
export function automaticPresence(
  presence: PresenceStatus,
  isManual: boolean,
  idleFor: number,
): PresenceStatus | null {
  const isIdle = idleFor >= IDLE_AFTER_MS;
  if (presence === 'online' && isIdle) return 'away';
  if (presence === 'away' && !isManual && !isIdle) return 'online';
  if (presence === 'offline' && !isManual && !isIdle) return 'online';
  return null;
}

/** Call `onChange` with the idle time on every return and every half minute. */
export function watchIdle(onChange: (idleFor: number) => void): () => void {
  let active = Date.now();
  let shared = 0;
  const idleFor = (): number => Date.now() - Math.max(active, Number(localStorage.getItem(SHARED)) || 0);
  const note = (): void => {
    const now = Date.now();
    const wasIdle = now - active >= IDLE_AFTER_MS;
    active = now;
    if (now - shared > SHARE_EVERY_MS) {
      shared = now;
      localStorage.setItem(SHARED, String(now));
    }
    if (wasIdle) onChange(0);
  };
  ACTIVITY.forEach((name) => window.addEventListener(name, note, { passive: true, capture: true }));
  const timer = setInterval(() => onChange(idleFor()), 30_000);
  onChange(0);
  return () => {
    ACTIVITY.forEach((name) => window.removeEventListener(name, note, { capture: true }));
    clearInterval(timer);
  };
}
