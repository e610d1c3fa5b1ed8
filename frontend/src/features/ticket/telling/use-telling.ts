import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { toast, toastFailure, useReasonOf } from '@/shared/ui';

import type { OpenMessage } from '../composer/use-open-message';
import { isBlank } from '../model/plain-text';
import { useTicketScreen } from '../ticket-context';
import { tellingApi, type ProblemReply } from './api';
import { TOLD, useTold } from './use-told';

export type Telling = ReturnType<typeof useTelling>;

/** Sending what is written to the incidents of this problem, and taking it back as long as that is possible. */
export function useTelling(open: OpenMessage, onBack: () => void) {
  const { t } = useTranslation('ticket');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const { ticket, me } = useTicketScreen();
  const { number } = ticket;
  const { draft, html } = open;
  const [isAsking, setAsking] = useState(false);
  const rows = useTold();
  const isProblem = ticket.links.some(({ kind, direction }) => kind === 'incident' && direction === 'from');
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: keys.ticketPart(number, TOLD) });

  /** Why what is written cannot go to all of them; null if it can. */
  function obstacle(): string | null {
    if (open.isEmpty) return t('tell.writeFirst');
    return open.files.length > 0 ? t('tell.noFiles') : null;
  }

  async function begun(row: ProblemReply): Promise<void> {
    setAsking(false);
    // The server has forgotten the draft with it.
    draft.keeper.putAside();
    draft.keeper.forget();
    open.startOver();
    await reload();
    toast(t('tell.begun', { count: row.counts.waiting }), { undo: () => takeBack(row) });
  }

  async function takeBack(row: ProblemReply): Promise<void> {
    try {
      await tellingApi.takeBack(number, row.id);
    } catch (error) {
      toastFailure(reasonOf(error));
      return reload();
    }
    const words = draft.keeper.state().body;
    open.put(isBlank(words) ? row.body_html : words + row.body_html);
    onBack();
    await reload();
  }

  return {
    rows,
    mayTell: isProblem && ticket.permissions.reply && ticket.merged_into === null && (me?.verbs.includes('ticket.bulk') ?? false),
    obstacle: obstacle(),
    isAsking,
    ask: setAsking,
    html,
    /** A save that is under way would bring the draft back, which the server forgets with the reply. */
    settle: () => draft.keeper.flush(),
    begun,
    takeBack,
  };
}
