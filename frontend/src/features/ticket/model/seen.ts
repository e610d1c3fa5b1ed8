/**
 * Which entry the reader has seen.
 *
 * A message counts as seen when it was in view, in a page that is in front, for `DWELL_MS`: long
 * enough to notice it above the composer, too short for one that lands while Send is pressed.
 */
export const DWELL_MS = 1500;

export interface SeenState {
  seenId: number | null;
  candidate: { id: number; since: number } | null;
}

export const NOTHING_SEEN: SeenState = { seenId: null, candidate: null };

/** `inViewId` is the newest entry in view, or null while the page is hidden. `now` is in ms. */
export function lookAt(state: SeenState, inViewId: number | null, now: number): SeenState {
  const settled = settle(state, now);
  if (inViewId === null) return settled.candidate ? { ...settled, candidate: null } : settled;
  if (inViewId <= (settled.seenId ?? 0) || settled.candidate?.id === inViewId) return settled;
  return { ...settled, candidate: { id: inViewId, since: now } };
}

/** The newest entry seen at `now`. */
export function settle(state: SeenState, now: number): SeenState {
  if (state.candidate && now - state.candidate.since >= DWELL_MS) {
    return { seenId: Math.max(state.seenId ?? 0, state.candidate.id), candidate: null };
  }
  return state;
}
