import type { Entry } from '../types';
import { IDLE, sendReducer, type Outgoing, type SendEvent, type SendFault, type SendState } from '../model/send-machine';

/**
 * Holds each message for the undo time, then posts it.
 *
 * It lives outside the ticket screen, so that going to the next ticket neither stops the clock nor
 * loses the message. While a message waits here its text also stays in the server's draft, which
 * goes only after the server has taken the message.
 *
 * Leaving the page counts as the end of the undo time: the person pressed Send, so what waits is
 * posted with `keepalive`. If that request cannot be made, or the server holds it back, the draft
 * still has the text. A message too large for `keepalive` stays a draft.
 */
export const UNDO_MS = 10_000;

/** Browsers refuse a keepalive body over 64 KiB; the rest of the request needs some room. */
const KEEPALIVE_LIMIT = 60_000;

export type PostResult =
  | { type: 'sent'; entry: Entry }
  | { type: 'stale'; newer: Entry[] }
  | { type: 'fault'; fault: SendFault };

export interface OutboxPorts {
  post: (message: Outgoing, options: { isForced: boolean; isLeaving: boolean }) => Promise<PostResult>;
  now: () => number;
  /** Runs `task` after `ms`; returns how to cancel it. */
  after: (ms: number, task: () => void) => () => void;
  onSent: (message: Outgoing, entry: Entry) => void;
  /** Told what has to survive a reload, whenever that changes. */
  keep: (messages: KeptMessage[]) => void;
}

/** A message that is not with the server yet, or of which that is not known. */
export interface KeptMessage {
  message: Outgoing;
  /** Its sending had begun: a repeat with the same client id finds out how it ended. */
  wasUnderWay: boolean;
}

type Key = `${number}:${Outgoing['kind']}`;

function keyOf(message: Pick<Outgoing, 'ticket' | 'kind'>): Key {
  return `${message.ticket}:${message.kind}`;
}

export interface Outbox {
  state: (ticket: number, kind: Outgoing['kind']) => SendState;
  subscribe: (listener: () => void) => () => void;
  send: (message: Outgoing, undoMs?: number) => void;
  /** Ends the undo time early. */
  sendNow: (ticket: number, kind: Outgoing['kind']) => void;
  /** Takes up what an earlier page left behind. */
  restore: (messages: readonly KeptMessage[], fault: SendFault) => void;
  /** Lets go of everything held in memory, as when another person signs in. */
  drop: () => void;
  /** Takes back a waiting message; returns it, or null if it is already on its way. */
  undo: (ticket: number, kind: Outgoing['kind']) => Outgoing | null;
  sendAnyway: (ticket: number, kind: Outgoing['kind']) => void;
  retry: (ticket: number, kind: Outgoing['kind']) => void;
  /** Ends a held or failed send to go on writing; returns the message. */
  edit: (ticket: number, kind: Outgoing['kind']) => Outgoing | null;
  /** Tells of a message that arrived by the live socket. */
  news: (ticket: number, entry: Entry, selfId: number | null) => void;
  /** The page is being left. */
  leave: () => void;
  /** The page came back from the browser's cache; requests made on leaving may have been lost. */
  comeBack: () => void;
}

export function createOutbox(ports: OutboxPorts): Outbox {
  const states = new Map<Key, SendState>();
  const timers = new Map<Key, () => void>();
  const listeners = new Set<() => void>();
  const sentOnLeaving = new Set<Key>();

  const read = (key: Key): SendState => states.get(key) ?? IDLE;

  function dispatch(key: Key, event: SendEvent): SendState {
    const before = read(key);
    const after = sendReducer(before, event);
    if (after === before) return after;
    if (after.step === 'idle') states.delete(key);
    else states.set(key, after);
    if (after.step !== 'waiting') {
      timers.get(key)?.();
      timers.delete(key);
    }
    keep();
    listeners.forEach((listener) => listener());
    return after;
  }

  function keep(): void {
    ports.keep(
      [...states.values()].flatMap((state) =>
        state.step === 'idle' ? [] : [{ message: state.message, wasUnderWay: state.step === 'sending' }],
      ),
    );
  }

  async function post(key: Key, isForced: boolean, isLeaving = false): Promise<void> {
    const state = read(key);
    if (state.step !== 'sending') return;
    const result = await ports.post(state.message, { isForced, isLeaving });
    if (result.type === 'sent') {
      dispatch(key, { type: 'sent' });
      ports.onSent(state.message, result.entry);
    } else {
      dispatch(key, result);
    }
    sentOnLeaving.delete(key);
  }

  function take(key: Key, event: SendEvent): Outgoing | null {
    const before = read(key);
    if (before.step === 'idle') return null;
    return dispatch(key, event).step === 'idle' ? before.message : null;
  }

  return {
    state: (ticket, kind) => read(keyOf({ ticket, kind })),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(message, undoMs = UNDO_MS) {
      const key = keyOf(message);
      const state = dispatch(key, { type: 'send', message, until: ports.now() + undoMs });
      if (state.step !== 'waiting' || state.message !== message) return;
      const timeUp = () => {
        if (dispatch(key, { type: 'time-up' }).step === 'sending') void post(key, false);
      };
      timers.set(key, ports.after(undoMs, timeUp));
    },
    sendNow(ticket, kind) {
      const key = keyOf({ ticket, kind });
      if (dispatch(key, { type: 'send-now' }).step === 'sending') void post(key, false);
    },
    drop() {
      timers.forEach((cancel) => cancel());
      timers.clear();
      states.clear();
    },
    restore(messages, fault) {
      for (const { message, wasUnderWay } of messages) {
        const key = keyOf(message);
        const state = dispatch(key, { type: 'restored', message, fault: wasUnderWay ? null : fault });
        if (state.step === 'sending' && state.message === message) void post(key, false);
      }
    },
    undo: (ticket, kind) => take(keyOf({ ticket, kind }), { type: 'undo' }),
    sendAnyway(ticket, kind) {
      const key = keyOf({ ticket, kind });
      if (dispatch(key, { type: 'send-anyway' }).step === 'sending') void post(key, true);
    },
    retry(ticket, kind) {
      const key = keyOf({ ticket, kind });
      if (dispatch(key, { type: 'retry' }).step === 'sending') void post(key, false);
    },
    edit: (ticket, kind) => take(keyOf({ ticket, kind }), { type: 'edit' }),
    news(ticket, entry, selfId) {
      dispatch(keyOf({ ticket, kind: 'public' }), { type: 'news', entry, selfId });
    },
    leave() {
      for (const [key, state] of states) {
        if (state.step !== 'waiting' || state.message.bodyHtml.length > KEEPALIVE_LIMIT) continue;
        dispatch(key, { type: 'time-up' });
        sentOnLeaving.add(key);
        void post(key, false, true);
      }
    },
    comeBack() {
      for (const key of [...sentOnLeaving]) void post(key, false);
    },
  };
}
