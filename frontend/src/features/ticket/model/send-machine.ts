import type { StagedMacro } from '../macros/staged';
import type { AttachmentFile, ComposerKind, Entry, EntryOf, Status } from '../types';

/**
 * The way of one message from the Send button to the server.
 *
 *   idle -> waiting (10 s to undo) -> sending -> idle
 *             | undo -> idle           | 409 tickets.stale_reply -> held
 *             | news -> held           | any other fault -> failed
 *   held -> sending (Send anyway) or idle (Edit reply); failed -> sending or idle
 *   idle -> sending or failed, for a message that the last page left behind
 *
 * Pure: time, requests and storage belong to the outbox.
 */
export interface Outgoing {
  ticket: number;
  kind: ComposerKind;
  bodyHtml: string;
  status: Status | null;
  attachments: AttachmentFile[];
  /** The newest entry the sender had seen when pressing Send. */
  seenEntryId: number | null;
  /** Repeats of one send carry one id, so that the server keeps the message once. */
  clientId: string;
  /** Who gets it by email besides the requester, and the choice behind it; null where no mail leaves. */
  recipients?: { cc: string[]; choice: unknown } | null;
  /** The macro behind it, with what it changes in the same step. */
  macro?: StagedMacro | null;
}

export interface SendFault {
  title: string;
  detail: string;
  requestId?: string;
}

export type SendState =
  | { step: 'idle' }
  | { step: 'waiting'; message: Outgoing; until: number }
  | { step: 'sending'; message: Outgoing }
  | { step: 'held'; message: Outgoing; newer: Entry[] }
  | { step: 'failed'; message: Outgoing; fault: SendFault };

export type SendEvent =
  | { type: 'send'; message: Outgoing; until: number }
  | { type: 'restored'; message: Outgoing; fault: SendFault | null }
  | { type: 'undo' }
  | { type: 'send-now' }
  | { type: 'time-up' }
  | { type: 'news'; entry: Entry; selfId: number | null }
  | { type: 'stale'; newer: Entry[] }
  | { type: 'fault'; fault: SendFault }
  | { type: 'sent' }
  | { type: 'send-anyway' }
  | { type: 'retry' }
  | { type: 'edit' };

export const IDLE: SendState = { step: 'idle' };

/**
 * True for entries that a reply must not cross unread. A note does not reach anybody outside.
 *
 * The server decides the same when the reply arrives; this only spares the wait.
 */
function holds(message: Outgoing, entry: Entry, selfId: number | null): boolean {
  return (
    message.kind === 'public' &&
    entry.kind === 'message' &&
    !saysOnlyReceived(entry) &&
    entry.id > (message.seenEntryId ?? 0) &&
    !(entry.author.kind === 'staff' && entry.author.id === selfId)
  );
}

function saysOnlyReceived({ payload }: EntryOf<'message'>): boolean {
  return payload.is_acknowledgement === true && !payload.citations?.length;
}

export function sendReducer(state: SendState, event: SendEvent): SendState {
  switch (event.type) {
    case 'send':
      return state.step === 'idle' || state.step === 'failed'
        ? { step: 'waiting', message: event.message, until: event.until }
        : state;
    case 'restored':
      if (state.step !== 'idle') return state;
      return event.fault
        ? { step: 'failed', message: event.message, fault: event.fault }
        : { step: 'sending', message: event.message };
    case 'undo':
      return state.step === 'waiting' ? IDLE : state;
    case 'send-now':
    case 'time-up':
      return state.step === 'waiting' ? { step: 'sending', message: state.message } : state;
    case 'news':
      if (state.step === 'waiting' && holds(state.message, event.entry, event.selfId)) {
        return { step: 'held', message: state.message, newer: [event.entry] };
      }
      if (state.step === 'held' && holds(state.message, event.entry, event.selfId)) {
        const isKnown = state.newer.some((entry) => entry.id === event.entry.id);
        return isKnown ? state : { ...state, newer: [...state.newer, event.entry] };
      }
      return state;
    case 'stale':
      return state.step === 'sending'
        ? { step: 'held', message: state.message, newer: event.newer }
        : state;
    case 'fault':
      return state.step === 'sending'
        ? { step: 'failed', message: state.message, fault: event.fault }
        : state;
    case 'sent':
      return state.step === 'sending' ? IDLE : state;
    case 'send-anyway':
      // "Anyway" covers what the bar showed, not what may arrive while the request is under way.
      return state.step === 'held'
        ? { step: 'sending', message: { ...state.message, seenEntryId: newestId(state) } }
        : state;
    case 'retry':
      return state.step === 'failed' ? { step: 'sending', message: state.message } : state;
    case 'edit':
      return state.step === 'held' || state.step === 'failed' ? IDLE : state;
  }
}

function newestId(state: { message: Outgoing; newer: Entry[] }): number | null {
  return state.newer.reduce<number | null>(
    (newest, entry) => Math.max(newest ?? 0, entry.id),
    state.message.seenEntryId,
  );
}
