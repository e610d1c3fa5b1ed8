import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { newIdempotencyKey, type Status } from '@/shared/api';
import { capsOf } from '@/shared/lib/shortcut-keys';
import { pushUndo } from '@/shared/lib/undo-stack';
import { useTicketSlots, type ReplyPeople } from '@/shared/slots';
import { announce, toast } from '@/shared/ui';

import { useDraft } from '../drafts/store';
import { unseenMessages } from '../model/entries';
import { isBlank } from '../model/plain-text';
import type { Outgoing, SendState } from '../model/send-machine';
import { UNDO_MS } from '../outbox/outbox';
import { outbox, useSendState } from '../outbox/store';
import { useTicketScreen } from '../ticket-context';
import { onTakenElsewhere, tellTabs } from '../outbox/tabs';
import type { ComposerKind } from '../types';
import { uploads, type PendingFile } from '../uploads/uploads';
import { useUploads } from '../uploads/use-uploads';
import type { Caret } from './editor-port';
import { useBegun } from './use-begun';
import { useRequesterAlone } from './requester-alone';

export interface Composition {
  html: string;
  /** Grows whenever the text was set by something other than typing. */
  revision: number;
  /** Grows whenever another message begins, or one comes back. */
  message: number;
  isEmpty: boolean;
  draft: ReturnType<typeof useDraft>;
  files: readonly PendingFile[];
  sending: SendState;
  /** Who gets the public reply. */
  recipients: ReplyPeople;
  /** The key that switches between everybody and the requester alone, if somebody filled the slot. */
  recipientKeys: string | null;
  type: (html: string) => void;
  /** Puts text in place of what is there. */
  put: (html: string) => void;
  addFiles: (files: readonly File[]) => void;
  /** Why nothing can be sent now; null when it can. */
  obstacle: 'empty' | 'uploading' | 'busy' | 'recipients' | null;
  send: (status: Status | null, goesOn: boolean) => boolean;
  takeBack: () => void;
  edit: () => void;
}

export interface ComposerPorts {
  seenId: () => number | null;
  /** Where the caret stands now. */
  caret: () => Caret;
  /** A message came back into the field of `kind`; its writer goes on at `caret`. */
  onBack: (kind: ComposerKind, caret: Caret) => void;
}

/** Everything about the message being written: text, files, and its way to the server. */
export function useComposer(kind: ComposerKind, ports: ComposerPorts): Composition {
  const { t } = useTranslation('ticket');
  const { ticket, me } = useTicketScreen();
  const { number } = ticket;
  const draft = useDraft(number, kind);
  const sending = useSendState(number, kind);
  const files = useUploads(number, kind);
  const { reply } = useTicketSlots();
  const recipients = (reply?.useReply ?? useRequesterAlone)(ticket);
  const [revision, setRevision] = useState(0);
  const [era, setEra] = useState(0);
  const carets = useRef(new Map<string, Caret>());
  const begun = useBegun(ticket, draft.state.body, draft.state.phase);
  const { keeper } = draft;
  const html = draft.state.body;

  const startOver = useCallback(() => {
    setRevision((count) => count + 1);
    setEra((count) => count + 1);
  }, []);

  // The stored draft arrives after the field is there; the field has to be told.
  const isLoaded = draft.state.phase !== 'loading';
  useEffect(() => {
    if (isLoaded) startOver();
  }, [isLoaded, keeper, startOver]);
  // Another tab sends these words: they leave this one.
  useEffect(() => onTakenElsewhere(number, kind, startOver), [number, kind, startOver]);

  const put = useCallback(
    (text: string) => {
      keeper.type(text);
      setRevision((count) => count + 1);
    },
    [keeper],
  );

  const { onBack } = ports;
  const { putBack } = recipients;
  const giveBack = useCallback(
    (message: Outgoing | null) => {
      if (!message) return;
      begun.restart();
      uploads.putBack(number, kind, message.attachments);
      if (message.recipients) putBack(message.recipients.choice);
      // What has been begun since stays in front of what comes back.
      const words = keeper.state().body;
      put(isBlank(words) ? message.bodyHtml : words + message.bodyHtml);
      setEra((count) => count + 1);
      onBack(kind, isBlank(words) ? (carets.current.get(message.clientId) ?? 'end') : 'end');
    },
    [begun, keeper, kind, number, onBack, put, putBack],
  );
  const takeBack = useCallback(() => {
    const taken = outbox.undo(number, kind);
    giveBack(taken);
    if (taken) announce(t('composer.takenBack'));
    // Only the server knows whether what has left this page arrives: the words are not offered again.
    else if (outbox.state(number, kind).step !== 'waiting') toast(t('composer.tooLate'));
  }, [giveBack, kind, number, t]);
  const edit = useCallback(() => giveBack(outbox.edit(number, kind)), [giveBack, kind, number]);

  const hasFiles = files.some((file) => file.attachment !== null);
  const isEmpty = isBlank(html);
  const isBusy = sending.step === 'waiting' || sending.step === 'sending' || sending.step === 'held';
  const isUploading = files.some((file) => file.state === 'uploading');
  const obstacle = obstacleNow();

  function obstacleNow(): Composition['obstacle'] {
    if (isBusy) return 'busy';
    if (isUploading) return 'uploading';
    if (isEmpty && !hasFiles) return 'empty';
    // They are to be seen before anything goes to them.
    return kind === 'public' && recipients.isLoading ? 'recipients' : null;
  }

  function send(status: Status | null, goesOn: boolean): boolean {
    if (obstacle !== null) return false;
    if (kind === 'public' && !recipients.settle()) return false;
    const seen = begun.seenBy(ports.seenId(), me?.id ?? null);
    const message: Outgoing = {
      ticket: number,
      kind,
      bodyHtml: html,
      status: kind === 'public' ? status : null,
      attachments: uploads.take(number, kind),
      seenEntryId: seen,
      clientId: newIdempotencyKey(),
      recipients: kind === 'public' ? recipients.outgoing() : null,
    };
    carets.current.set(message.clientId, ports.caret());
    if (message.recipients) recipients.startOver();
    void keeper.flush();
    keeper.putAside();
    startOver();
    tellTabs(message);
    // A note reaches nobody outside and can be followed by another one; it needs no time to undo.
    outbox.send(message, kind === 'note' ? 0 : UNDO_MS);
    if (kind === 'public') {
      for (const entry of unseenMessages(ticket.timeline.results, seen, me?.id ?? null)) {
        outbox.news(number, entry, me?.id ?? null);
      }
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

  return {
    html,
    revision,
    message: era,
    isEmpty,
    draft,
    files,
    sending,
    recipients,
    recipientKeys: reply?.keys ?? null,
    type: useCallback((text: string) => keeper.type(text), [keeper]),
    put,
    addFiles: useCallback((added: readonly File[]) => uploads.add(number, kind, added), [kind, number]),
    obstacle,
    send,
    takeBack,
    edit,
  };
}
