import { useState } from 'react';

import { textToUse } from '../model/draft-text';
import type { AiDraftState } from '../model/ai-draft-machine';
import { useTicketScreen } from '../ticket-context';
import type { ComposerKind } from '../types';
import { useAiDraft } from './use-ai-draft';

export interface Suggestion {
  state: AiDraftState;
  isShown: boolean;
  /** Tab takes it. */
  mayTake: boolean;
  ask: () => void;
  /** What it says as the person's own text, as HTML; null where there is nothing to take. */
  take: () => string | null;
  discard: () => void;
  /** Nobody has asked for it any more: it makes way for text again. */
  forget: () => void;
}

/** The assistant's suggestion above the reply: beside text only if somebody asked for it. */
export function useSuggestion(kind: ComposerKind, isEmpty: boolean): Suggestion {
  const { ticket } = useTicketScreen();
  const isReply = kind === 'public';
  const draft = useAiDraft(ticket, isReply && isEmpty);
  const [hasAsked, setAsked] = useState(false);
  const isShown = isReply && (isEmpty || hasAsked) && draft.state.step !== 'none';
  return {
    state: draft.state,
    isShown,
    mayTake: isEmpty && isShown && draft.state.step === 'ready',
    ask() {
      setAsked(true);
      draft.ask();
    },
    take() {
      const taken = draft.use();
      return taken && textToUse(taken, window.location.origin);
    },
    discard: draft.discard,
    forget: () => setAsked(false),
  };
}
