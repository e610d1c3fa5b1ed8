import type { CopilotDraft } from '../types';

/**
 * The assistant's suggested reply to one customer message.
 *
 * It belongs to the message it answers (`forEntryId`): a newer one makes it outdated, never
 * replaces it in silence. Discarding counts for that message only.
 */
export type AiDraftState =
  | { step: 'none'; declinedFor: number | null }
  | { step: 'asking'; forEntryId: number; declinedFor: number | null; isAsked: boolean }
  | { step: 'ready'; forEntryId: number; draft: CopilotDraft }
  | { step: 'outdated'; forEntryId: number; newerEntryId: number; draft: CopilotDraft }
  | { step: 'failed'; forEntryId: number; detail: string }
  | { step: 'keptOut'; forEntryId: number; detail: string };

export type AiDraftEvent =
  | { type: 'ask'; forEntryId: number; isAsked: boolean }
  | { type: 'drafted'; forEntryId: number; draft: CopilotDraft }
  | { type: 'fault'; forEntryId: number; detail: string; isKeptOut?: boolean }
  | { type: 'newer-message'; entryId: number }
  | { type: 'discard' }
  | { type: 'use' };

export const NO_DRAFT: AiDraftState = { step: 'none', declinedFor: null };

export function aiDraftReducer(state: AiDraftState, event: AiDraftEvent): AiDraftState {
  switch (event.type) {
    case 'ask':
      return {
        step: 'asking',
        forEntryId: event.forEntryId,
        declinedFor: declinedFor(state),
        isAsked: event.isAsked,
      };
    case 'drafted':
      // An answer to an older question is dropped: the customer has written since.
      return state.step === 'asking' && state.forEntryId === event.forEntryId
        ? { step: 'ready', forEntryId: event.forEntryId, draft: event.draft }
        : state;
    case 'fault':
      if (state.step !== 'asking' || state.forEntryId !== event.forEntryId) return state;
      // Why the assistant is silent is told without being asked: nothing else would say it.
      if (event.isKeptOut) return { step: 'keptOut', forEntryId: event.forEntryId, detail: event.detail };
      // A draft that nobody asked for fails in silence; the composer works without it.
      return state.isAsked
        ? { step: 'failed', forEntryId: event.forEntryId, detail: event.detail }
        : { step: 'none', declinedFor: event.forEntryId };
    case 'newer-message':
      if (state.step === 'asking' && event.entryId > state.forEntryId) {
        return { step: 'none', declinedFor: state.declinedFor };
      }
      if (state.step === 'ready' && event.entryId > state.forEntryId) {
        return { ...state, step: 'outdated', newerEntryId: event.entryId };
      }
      if (state.step === 'outdated' && event.entryId > state.newerEntryId) {
        return { ...state, newerEntryId: event.entryId };
      }
      return state;
    case 'discard':
    case 'use':
      return state.step === 'none'
        ? state
        : {
            step: 'none',
            declinedFor: state.step === 'outdated' ? state.newerEntryId : state.forEntryId,
          };
  }
}

function declinedFor(state: AiDraftState): number | null {
  return state.step === 'none' || state.step === 'asking' ? state.declinedFor : null;
}

/** Whether a draft is asked for without anybody pressing a key. */
export function asksByItself(
  state: AiDraftState,
  facts: {
    handler: string;
    canReply: boolean;
    isComposerEmpty: boolean;
    isResolved: boolean;
    unansweredId: number | null;
  },
): boolean {
  return (
    state.step === 'none' &&
    facts.unansweredId !== null &&
    state.declinedFor !== facts.unansweredId &&
    facts.handler === 'person' &&
    facts.canReply &&
    facts.isComposerEmpty &&
    !facts.isResolved
  );
}
