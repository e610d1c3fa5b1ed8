import { useTranslation } from 'react-i18next';

import { newIdempotencyKey, type Status } from '@/shared/api';
import { capsOf } from '@/shared/lib/shortcut-keys';
import { pushUndo } from '@/shared/lib/undo-stack';
import { announce, toast } from '@/shared/ui';

import { stillMissing } from '../macros/staged';
import { putStaged } from '../macros/store';
import { unseenMessages } from '../model/entries';
import type { Outgoing } from '../model/send-machine';
import { UNDO_MS } from '../outbox/outbox';
import { outbox } from '../outbox/store';
import { tellTabs } from '../outbox/tabs';
import { useTicketScreen } from '../ticket-context';
import { uploads } from '../uploads/uploads';
import type { OpenMessage } from './use-open-message';

/** Why a message cannot be sent now. */
export type Obstacle = 'empty' | 'uploading' | 'busy' | 'recipients' | 'missing';

/** Null when it can be sent. */
export function obstacleOf({ kind, files, sending, recipients, isEmpty, macro, html }: OpenMessage): Obstacle | null {
  if (sending.step === 'waiting' || sending.step === 'sending' || sending.step === 'held') return 'busy';
  if (files.some((file) => file.state === 'uploading')) return 'uploading';
  if (isEmpty && !files.some((file) => file.attachment !== null)) return 'empty';
  if (stillMissing(macro, html).length > 0) return 'missing';
  // They are to be seen before anything goes to them.
  return kind === 'public' && recipients.isLoading ? 'recipients' : null;
}

interface SendPorts {
  seenId: () => number | null;
  /** The message is about to leave the field. */
  onLeave: (message: Outgoing) => void;
  takeBack: () => void;
}

/** Sends what is written, with the time to undo it; false when it cannot go. */
export function useSend(open: OpenMessage, { seenId, onLeave, takeBack }: SendPorts) {
  const { t } = useTranslation('ticket');
  const { ticket, me } = useTicketScreen();
  const { number } = ticket;
  const { kind, html, draft, recipients, begun, startOver } = open;
  const isReply = kind === 'public';
  const self = me?.id ?? null;

  function send(status: Status | null, goesOn: boolean): boolean {
    if (obstacleOf(open) !== null) return false;
    if (isReply && !recipients.settle()) return false;
    const seen = begun.seenBy(seenId(), self);
    const message: Outgoing = {
      ticket: number,
      kind,
      bodyHtml: html,
      status: isReply ? status : null,
      attachments: uploads.take(number, kind),
      seenEntryId: seen,
      clientId: newIdempotencyKey(),
      recipients: isReply ? recipients.outgoing() : null,
      macro: open.macro,
    };
    onLeave(message);
    if (message.recipients) recipients.startOver();
    void draft.keeper.flush();
    draft.keeper.putAside();
    putStaged(number, kind, null);
    startOver();
    tellTabs(message);
    // A note reaches nobody outside and can be followed by another one; it needs no time to undo.
    outbox.send(message, isReply ? UNDO_MS : 0);
    if (isReply) {
      for (const entry of unseenMessages(ticket.timeline.results, seen, self)) outbox.news(number, entry, self);
      offerUndo(message, goesOn);
    }
    return true;
  }

  function offerUndo(message: Outgoing, goesOn: boolean): void {
    if (outbox.state(number, kind).step !== 'waiting') return;
    announce(t('composer.sendingAnnounced', { keys: capsOf('mod+z').join('+') }));
    const undo = () => {
      const state = outbox.state(message.ticket, message.kind);
      const isThis = state.step !== 'idle' && state.message.clientId === message.clientId;
      if (isThis || state.step === 'idle') takeBack();
    };
    if (goesOn) toast(t('composer.sendingTo', { name: ticket.requester.name }), { undo });
    else pushUndo({ label: t('composer.notSentYet'), undo });
  }

  return send;
}
