import { useCallback, useEffect, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { announce } from '@/shared/ui';

import { ticketApi } from '../api';
import { aiDraftReducer, asksByItself, NO_DRAFT, type AiDraftState } from '../model/ai-draft-machine';
import { isFromCustomer, lastOf, messageToDraft } from '../model/entries';
import { isBlank } from '../model/plain-text';
import type { CopilotDraft, TicketDetail } from '../types';
import { isKeptOut } from '../model/kept-out';
import { useFaultText } from './use-fault-text';

/** Walking through tickets with J and K asks for nothing; staying on one does. */
const ASK_AFTER_MS = 1_200;

export interface AiDraft {
  state: AiDraftState;
  ask: () => void;
  discard: () => void;
  /** Takes the draft to become the person's text. */
  use: () => CopilotDraft | null;
}

/** The assistant's suggestion for the newest customer message. */
export function useAiDraft(ticket: TicketDetail, isComposerEmpty: boolean): AiDraft {
  const { t } = useTranslation('ticket');
  const [state, dispatch] = useReducer(aiDraftReducer, NO_DRAFT);
  const faultText = useFaultText();
  const entries = ticket.timeline.results;
  const newestId = lastOf(entries, isFromCustomer)?.id ?? null;
  const unansweredId = messageToDraft(entries)?.id ?? null;
  const running = useRef<AbortController | null>(null);

  const request = useCallback(
    async (forEntryId: number, isAsked: boolean) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      dispatch({ type: 'ask', forEntryId, isAsked });
      try {
        const draft = await ticketApi.draftReply(ticket.number, controller.signal);
        if (controller.signal.aborted) return;
        if (isBlank(draft.body_html)) {
          dispatch({ type: 'fault', forEntryId, detail: t('draft.nothing') });
          return;
        }
        dispatch({ type: 'drafted', forEntryId, draft });
        if (isAsked) announce(t('draft.ready'));
      } catch (error) {
        if (!controller.signal.aborted) dispatch({ type: 'fault', forEntryId, detail: faultText(error), isKeptOut: isKeptOut(error) });
      }
    },
    [faultText, t, ticket.number],
  );

  useEffect(() => () => running.current?.abort(), []);

  useEffect(() => {
    if (newestId !== null) dispatch({ type: 'newer-message', entryId: newestId });
  }, [newestId]);

  const isDue = asksByItself(state, {
    handler: ticket.handler,
    canReply: ticket.permissions.reply,
    isComposerEmpty,
    isResolved: ticket.status === 'resolved' || ticket.status === 'closed',
    unansweredId,
  });
  useEffect(() => {
    if (!isDue || unansweredId === null) return undefined;
    const id = window.setTimeout(() => void request(unansweredId, false), ASK_AFTER_MS);
    return () => window.clearTimeout(id);
  }, [isDue, unansweredId, request]);

  return {
    state,
    ask: () => void request(newestId ?? 0, true),
    discard() {
      running.current?.abort();
      dispatch({ type: 'discard' });
    },
    use() {
      if (state.step !== 'ready') return null;
      dispatch({ type: 'use' });
      return state.draft;
    },
  };
}
