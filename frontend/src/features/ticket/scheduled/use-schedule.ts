import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { ApiProblem, keys, type Schemas, type Status } from '@/shared/api';
import { absoluteTime } from '@/shared/lib/dates';
import { useTicketPart } from '@/shared/ticket-screen';
import { toast, toastFailure } from '@/shared/ui';

import { scheduledApi } from '../api';
import type { OpenMessage } from '../composer/use-open-message';
import { obstacleOf } from '../composer/use-send';
import { outgoingActions } from '../macros/staged';
import { putStaged } from '../macros/store';
import { isBlank } from '../model/plain-text';
import { useTicketScreen } from '../ticket-context';
import { uploads } from '../uploads/uploads';

export type ScheduledReply = Schemas['ScheduledReply'];

const PART = 'scheduled';
const NOBODY: readonly ScheduledReply[] = [];

export type Schedule = ReturnType<typeof useSchedule>;

/** Replies that wait for their time: those of the ticket, sending one later, and taking one's own back. */
export function useSchedule(open: OpenMessage, seenId: () => number | null, onBack: () => void) {
  const { t, i18n } = useTranslation('ticket');
  const client = useQueryClient();
  const { ticket, me } = useTicketScreen();
  const { number } = ticket;
  const { draft, html, macro, recipients, begun, files } = open;
  const [isAsking, setAsking] = useState(false);
  const rows = useTicketPart(number, PART, scheduledApi.list, { staysMs: 60_000 }).data?.results ?? NOBODY;
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: keys.ticketPart(number, PART) });
  const fail = (error: unknown): void =>
    toastFailure(error instanceof ApiProblem && error.detail ? error.detail : t('later.notScheduled'));

  async function send(at: Date, status: Status | null): Promise<void> {
    if (open.kind !== 'public' || obstacleOf(open) !== null || !recipients.settle()) return;
    const outgoing = recipients.outgoing();
    const attached = files.flatMap(({ attachment }) => (attachment ? [attachment.id] : []));
    // A save that is under way would bring the draft back, which the server forgets with the reply.
    await draft.keeper.flush();
    try {
      const row = await scheduledApi.create(number, {
        send_at: at.toISOString(),
        body: html,
        body_format: 'html',
        seen_entry_id: begun.seenBy(seenId(), me?.id ?? null),
        status,
        attachment_ids: attached,
        ...(outgoing ? { cc: outgoing.cc } : {}),
        ...(macro ? { macro_id: macro.id, actions: outgoingActions(macro.actions) } : {}),
      });
      uploads.take(number, 'public');
      putStaged(number, 'public', null);
      recipients.startOver();
      draft.keeper.putAside();
      draft.keeper.forget();
      open.startOver();
      await reload();
      toast(t('later.done', { when: absoluteTime(at, i18n.language) }), { undo: () => cancel(row) });
    } catch (error) {
      fail(error);
    }
  }

  async function cancel(row: ScheduledReply): Promise<void> {
    try {
      await scheduledApi.remove(number, row.id);
    } catch (error) {
      fail(error);
      return reload();
    }
    // The server has put the same words back into the draft.
    const words = draft.keeper.state().body;
    open.put(isBlank(words) ? row.body_html : words + row.body_html);
    uploads.putBack(number, 'public', row.attachments);
    onBack();
    await reload();
  }

  return { rows, isAsking, ask: setAsking, send, cancel };
}
