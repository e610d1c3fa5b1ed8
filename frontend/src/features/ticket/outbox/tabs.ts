import { draftKeeper } from '../drafts/store';
import type { Outgoing } from '../model/send-machine';
import type { ComposerKind } from '../types';
import { wordsOf } from './under-way';

import { currentOwner } from '@/shared/lib/owner-storage';

interface Notice {
  owner: number;
  ticket: number;
  kind: ComposerKind;
  words: string;
}

const listeners = new Set<(notice: Notice) => void>();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('candor.outbox');

/** Tells this person's other tabs which words are being sent, so that none of them sends them too. */
export function tellTabs(message: Outgoing): void {
  const owner = currentOwner();
  if (owner === null) return;
  const { ticket, kind, bodyHtml } = message;
  channel?.postMessage({ owner, ticket, kind, words: wordsOf(bodyHtml) } satisfies Notice);
}

/** Takes the same words out of the field of this tab; the tab that sends them can bring them back. */
export function takenElsewhere(notice: Notice): boolean {
  if (notice.owner !== currentOwner()) return false;
  const keeper = draftKeeper(notice.ticket, notice.kind);
  const { body } = keeper.state();
  if (body === '' || wordsOf(body) !== notice.words) return false;
  keeper.putAside();
  listeners.forEach((listener) => listener(notice));
  return true;
}

channel?.addEventListener('message', (event: MessageEvent<Notice>) => takenElsewhere(event.data));

/** Calls `listener` when the words of this field were taken out because another tab sends them. */
export function onTakenElsewhere(ticket: number, kind: ComposerKind, listener: () => void): () => void {
  const check = (notice: Notice) => {
    if (notice.ticket === ticket && notice.kind === kind) listener();
  };
  listeners.add(check);
  return () => listeners.delete(check);
}
