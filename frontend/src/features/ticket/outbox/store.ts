import { useSyncExternalStore } from 'react';
import i18next from 'i18next';

import { ApiProblem } from '@/shared/api';
import { keep, onOwnerChange, readKept } from '@/shared/lib/owner-storage';

import { newerMessages, postReply } from '../api';
import { draftKeeper } from '../drafts/store';
import type { Outgoing, SendState } from '../model/send-machine';
import type { ComposerKind, Entry } from '../types';
import { createOutbox, type KeptMessage, type PostResult } from './outbox';
import { setUnderWay } from './under-way';

type SentListener = (message: Outgoing, entry: Entry) => void;

const sentListeners = new Set<SentListener>();

/** Tells of each message that the server has taken, whichever ticket is on screen. */
export function onSent(listener: SentListener): () => void {
  sentListeners.add(listener);
  return () => sentListeners.delete(listener);
}

async function post(
  message: Outgoing,
  options: { isForced: boolean; isLeaving: boolean },
): Promise<PostResult> {
  try {
    return { type: 'sent', entry: await postReply(message, options) };
  } catch (error) {
    const newer = newerMessages(error);
    if (newer) return { type: 'stale', newer };
    return { type: 'fault', fault: faultOf(error) };
  }
}

function faultOf(error: unknown): { title: string; detail: string; requestId?: string } {
  const title = i18next.t('ticket:composer.notSent');
  if (!(error instanceof ApiProblem) || error.isOffline) {
    return { title, detail: i18next.t('ticket:composer.offlineFault') };
  }
  const detail = error.detail || error.title || i18next.t('ticket:composer.unknownFault');
  return error.requestId ? { title, detail, requestId: error.requestId } : { title, detail };
}

export const outbox = createOutbox({
  post,
  now: () => Date.now(),
  after: (ms, task) => {
    const id = window.setTimeout(task, ms);
    return () => window.clearTimeout(id);
  },
  keep: (messages) => {
    setUnderWay(messages.map(({ message }) => message));
    // Of this tab: another one must not take up what is about to be sent here.
    keep('outbox', messages.length > 0 ? messages : null, sessionStorage);
  },
  onSent: (message, entry) => {
    // The server deletes the draft with the message; the keeper starts over without a request.
    draftKeeper(message.ticket, message.kind).forget();
    sentListeners.forEach((listener) => listener(message, entry));
  },
});

/** Takes up the messages that this person's last page could not finish. */
function restore(): void {
  outbox.drop();
  outbox.restore(readKept<KeptMessage[]>('outbox', sessionStorage) ?? [], {
    title: i18next.t('ticket:composer.notSent'),
    detail: i18next.t('ticket:composer.leftBehind'),
  });
}
onOwnerChange(restore);

window.addEventListener('pagehide', () => outbox.leave());
window.addEventListener('pageshow', (event) => {
  if (event.persisted) outbox.comeBack();
});

export function useSendState(ticket: number, kind: ComposerKind): SendState {
  return useSyncExternalStore(outbox.subscribe, () => outbox.state(ticket, kind));
}
