/**
 * A draft that lives on the server and is written here.
 *
 * `version` is the server's; every save names the version it was made from. A save that the
 * server refuses because another device saved meanwhile ends in `conflict` with both texts, and
 * typing goes on in this one without being saved over the other until a choice is made.
 */
export interface StoredDraft {
  body: string;
  version: number;
}

export type DraftPhase = 'loading' | 'saved' | 'changed' | 'saving' | 'unsaved' | 'conflict';

export interface DraftState {
  phase: DraftPhase;
  body: string;
  version: number;
  /** Body of the save under way; typing may have gone past it. */
  inFlight: string | null;
  /** The other device's text, in `conflict`. */
  other: StoredDraft | null;
  /** A save failed and none has succeeded since. */
  hasFault: boolean;
  /** The last save ended a fault: then "Saved" is announced. */
  recovered: boolean;
  /** "Saved" is shown once per stretch of writing, then only faults speak. */
  savedOnce: boolean;
  /** How often it went on at another ticket. */
  moves?: number;
}

export type DraftEvent =
  | { type: 'restored'; copy: StoredDraft }
  | { type: 'loaded'; stored: StoredDraft | null }
  | { type: 'typed'; body: string }
  | { type: 'save-started' }
  | { type: 'saved'; version: number }
  | { type: 'save-failed' }
  | { type: 'refused'; other: StoredDraft }
  | { type: 'keep-mine' }
  | { type: 'take-other' }
  | { type: 'cleared'; version?: number }
  | { type: 'forgotten' }
  | { type: 'moved'; body: string; version: number; isStored: boolean };

export const NEW_DRAFT: DraftState = {
  phase: 'loading',
  body: '',
  version: 0,
  inFlight: null,
  other: null,
  hasFault: false,
  recovered: false,
  savedOnce: false,
};

export function draftReducer(state: DraftState, event: DraftEvent): DraftState {
  switch (event.type) {
    case 'restored':
      // This browser's own copy of words that never reached the server.
      return state.phase === 'loading' && state.body === ''
        ? { ...state, body: event.copy.body, version: event.copy.version }
        : state;
    case 'loaded':
      return loaded(state, event.stored);
    case 'typed':
      if (event.body === state.body) return state;
      if (state.phase === 'conflict') return { ...state, body: event.body };
      if (state.phase === 'loading') return { ...state, body: event.body };
      return { ...state, body: event.body, phase: state.phase === 'saving' ? 'saving' : 'changed' };
    case 'save-started':
      return state.phase === 'changed' || state.phase === 'unsaved'
        ? { ...state, phase: 'saving', inFlight: state.body }
        : state;
    case 'saved': {
      if (state.phase !== 'saving') return state;
      const isCurrent = state.inFlight === state.body;
      return {
        ...state,
        phase: isCurrent ? 'saved' : 'changed',
        version: event.version,
        inFlight: null,
        hasFault: false,
        recovered: state.hasFault,
        savedOnce: true,
      };
    }
    case 'save-failed':
      return state.phase === 'saving' ? { ...state, phase: 'unsaved', inFlight: null, hasFault: true } : state;
    case 'refused':
      if (state.phase !== 'saving') return state;
      // The same words on both devices are no conflict.
      return event.other.body === state.body
        ? { ...state, phase: 'saved', version: event.other.version, inFlight: null }
        : { ...state, phase: 'conflict', other: event.other, inFlight: null };
    case 'keep-mine':
      return state.other
        ? { ...state, phase: 'changed', version: state.other.version, other: null }
        : state;
    case 'take-other':
      return state.other
        ? { ...state, phase: 'saved', body: state.other.body, version: state.other.version, other: null }
        : state;
    case 'forgotten':
      // Somebody may have begun the next message while the last one was on its way; the server has
      // deleted the draft with the sent one, so the new words have to be saved again.
      return { ...state, version: 0, phase: state.body === '' ? state.phase : 'changed' };
    case 'moved':
      // Its ticket became part of another one: the words go on there, behind what is there already.
      return { ...state, body: event.body, version: event.version, inFlight: null, other: null, moves: (state.moves ?? 0) + 1, phase: event.isStored ? 'saved' : 'changed' };
    case 'cleared':
      return { ...NEW_DRAFT, phase: 'saved', version: event.version ?? 0 };
  }
}

function loaded(state: DraftState, stored: StoredDraft | null): DraftState {
  if (state.phase !== 'loading') return state;
  const version = stored?.version ?? 0;
  if (state.body === '' || state.body === stored?.body) {
    return { ...state, phase: 'saved', body: stored?.body ?? '', version };
  }
  // Typed before the stored draft arrived: both texts exist, so both are offered, unless the text
  // here was made from that very draft.
  return stored?.body && state.version !== version
    ? { ...state, phase: 'conflict', other: stored }
    : { ...state, phase: 'changed', version };
}
