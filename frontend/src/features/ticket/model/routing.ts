import type { RoutingDetail } from '../types';

/** Decisions that choose a place or a person; waiting and escalating do not. */
const CHOOSING = new Set(['assigned', 'handed_on', 'corrected', 'routed']);

/** Why the ticket is with whom it is: the reasons of the newest decision that chose. */
export function choosingReasons(routing: RoutingDetail | null): RoutingDetail['reasons'] {
  if (!routing) return [];
  const chosen = (routing.history ?? []).find((step) => CHOOSING.has(step.step));
  return chosen?.reasons ?? routing.reasons;
}
