import { useQuery } from '@tanstack/react-query';
import { useEffect, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { announce, toast } from '@/shared/ui';

import { copilotQuery, ticketApi } from '../api';
import { htmlToText, textToHtml } from '../model/plain-text';
import { rewordingReducer, type RewordingState, type Wish } from '../model/rewording-machine';
import { useTicketScreen } from '../ticket-context';
import type { ComposerKind } from '../types';
import { useFaultText } from './use-fault-text';

export interface Rewording {
  state: RewordingState;
  /** What can be asked for; empty where there is nothing to reword, or no engine for it. */
  wishes: readonly Wish[];
  /** The text was written on since, so that the new one would take that away. */
  isOld: boolean;
  ask: (wish: Wish) => void;
  take: () => void;
  discard: () => void;
}

interface RewordingPorts {
  kind: ComposerKind;
  html: string;
  isEmpty: boolean;
  put: (html: string) => void;
  toEnd: () => void;
}

/** The person's own reply in other words: shown beside it first, and theirs only once they take it. */
export function useRewording({ kind, html, isEmpty, put, toEnd }: RewordingPorts): Rewording {
  const { t } = useTranslation('ticket');
  const { number, permissions } = useTicketScreen().ticket;
  const [state, dispatch] = useReducer(rewordingReducer, { step: 'none' });
  const faultText = useFaultText();
  const running = useRef<AbortController | null>(null);
  const isOffered = kind === 'public' && permissions.reply && !isEmpty;
  const abilities = useQuery({ ...copilotQuery, enabled: isOffered });
  useEffect(() => () => running.current?.abort(), []);

  async function ask(wish: Wish): Promise<void> {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    dispatch({ type: 'ask', wish, before: html });
    try {
      const reworded = await ticketApi.reword(number, wish, htmlToText(html), controller.signal);
      if (controller.signal.aborted) return;
      dispatch({ type: 'reworded', reworded });
      announce(t('reword.ready'));
    } catch (error) {
      if (!controller.signal.aborted) dispatch({ type: 'fault', detail: faultText(error) });
    }
  }

  function discard(): void {
    running.current?.abort();
    dispatch({ type: 'discard' });
    toEnd();
  }

  function take(): void {
    if (state.step !== 'ready') return;
    const { before } = state;
    put(textToHtml(state.reworded.text));
    dispatch({ type: 'discard' });
    toEnd();
    toast(t('reword.taken'), { undo: () => put(before) });
  }

  const { styles = [], can_translate = false } = abilities.data ?? {};
  const isSame = state.step !== 'none' && state.before === html;
  return {
    state: isEmpty ? { step: 'none' } : state,
    wishes: isOffered ? [...styles, ...(can_translate ? (['translate'] as const) : [])] : [],
    isOld: !isSame,
    ask: (wish) => void ask(wish),
    take,
    discard,
  };
}
