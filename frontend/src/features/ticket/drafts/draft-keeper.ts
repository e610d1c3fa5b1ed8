import {
  draftReducer,
  NEW_DRAFT,
  type DraftEvent,
  type DraftPhase,
  type DraftState,
  type StoredDraft,
} from '../model/draft-machine';
import { htmlToText } from '../model/plain-text';

/** Saving starts this long after the last key. */
export const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 5_000;

export type SaveResult =
  | { type: 'saved'; version: number }
  | { type: 'refused'; other: StoredDraft }
  | { type: 'fault' };

export interface DraftPorts {
  load: () => Promise<StoredDraft | null>;
  save: (draft: StoredDraft, options: { isLeaving: boolean }) => Promise<SaveResult>;
  remove: () => Promise<void>;
  after: (ms: number, task: () => void) => () => void;
  /** Words that this browser kept because the server never got them. */
  kept: () => StoredDraft | null;
  /** Keeps the words here until they are saved; null when they are. */
  keep: (draft: StoredDraft | null) => void;
}

/** One person's draft for one ticket and kind, with its saving. Requests never overlap. */
export interface DraftKeeper {
  state: () => DraftState;
  subscribe: (listener: () => void) => () => void;
  load: () => Promise<void>;
  type: (body: string) => void;
  /** Saves now what has not been saved, as before sending or leaving. */
  flush: (options?: { isLeaving: boolean }) => Promise<void>;
  keepMine: () => void;
  takeOther: () => void;
  /** Empties the field at once; the stored copy stays until `discard`. */
  putAside: () => void;
  /** The stored copy is gone, because its message was sent: the next save starts a new one. */
  forget: () => void;
  /** Empties the field and deletes the stored copy. */
  discard: () => Promise<void>;
  /** Goes on at another ticket, whose stored draft holds what was saved here behind its own words. */
  move: (stored: StoredDraft | null) => void;
  /** Saves nothing more, as when another person signs in; this browser still keeps the words. */
  stop: () => void;
}

/** The server may have cleaned what it stored: then the same words count. */
function withoutEnd(text: string, end: string): string {
  if (end !== '' && text.endsWith(end)) return text.slice(0, -end.length);
  return htmlToText(text) === htmlToText(end) ? '' : text;
}

/** The words that the server does not have yet; null without any. */
function unsafeOf({ phase, body, version }: DraftState): { body: string; version: number } | null {
  return phase === 'saved' || body === '' ? null : { body, version };
}

/** A timer of which only the last setting counts. */
function timerOf(after: DraftPorts['after']) {
  let cancel: (() => void) | null = null;
  const clear = (): void => {
    cancel?.();
    cancel = null;
  };
  const set = (ms: number, work: () => void): void => {
    clear();
    cancel = after(ms, work);
  };
  return { clear, set };
}

export function createDraftKeeper(ports: DraftPorts): DraftKeeper {
  let state: DraftState = NEW_DRAFT;
  const timer = timerOf(ports.after);
  let queue: Promise<void> = Promise.resolve();
  let isLoading: Promise<void> | null = null;
  let isStopped = false;
  // What the server has of these words.
  let saved = '';
  const listeners = new Set<() => void>();

  // A function, because every dispatch may change it.
  const phase = (): DraftPhase => state.phase;

  function dispatch(event: DraftEvent): void {
    const next = draftReducer(state, event);
    if (next === state) return;
    state = next;
    // Words put aside for sending are kept until they are sent.
    if (event.type !== 'cleared' && !isStopped) ports.keep(unsafeOf(state));
    listeners.forEach((listener) => listener());
  }

  const schedule = (ms: number): void => (isStopped ? timer.clear() : timer.set(ms, () => void save(false)));

  async function saveOnce(isLeaving: boolean): Promise<void> {
    if (isStopped) return;
    dispatch({ type: 'save-started' });
    if (phase() !== 'saving' || state.inFlight === null) return;
    const sent = state.inFlight;
    const result = await ports.save({ body: sent, version: state.version }, { isLeaving });
    if (result.type === 'saved') saved = sent;
    dispatch(result.type === 'fault' ? { type: 'save-failed' } : result);
    if (result.type === 'fault') schedule(RETRY_AFTER_MS);
    else saveSoon();
  }

  function saveSoon(): void {
    if (phase() === 'changed') schedule(SAVE_AFTER_MS);
  }

  function save(isLeaving: boolean): Promise<void> {
    timer.clear();
    // On leaving nothing can be waited for: the request has to go out in this very task.
    queue = isLeaving ? saveOnce(true) : queue.then(() => saveOnce(false));
    return queue;
  }

  const keeper: DraftKeeper = {
    move(stored) {
      timer.clear();
      const there = stored?.body ?? '';
      const body = withoutEnd(there, saved) + state.body;
      saved = there;
      dispatch({ type: 'moved', body, version: stored?.version ?? 0, isStored: body === there });
      saveSoon();
    },
    stop() {
      isStopped = true;
      timer.clear();
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load() {
      const copy = isLoading ? null : ports.kept();
      if (copy) dispatch({ type: 'restored', copy });
      isLoading ??= ports.load().then(
        (stored) => {
          saved = stored?.body ?? '';
          dispatch({ type: 'loaded', stored });
          saveSoon();
        },
        () => {
          // Writing works without the stored draft; it is asked for again in a while.
          isLoading = null;
          ports.after(RETRY_AFTER_MS, () => void keeper.load());
        },
      );
      return isLoading;
    },
    type(body) {
      const before = state;
      dispatch({ type: 'typed', body });
      if (state !== before && phase() !== 'conflict' && phase() !== 'loading') schedule(SAVE_AFTER_MS);
    },
    flush: (options) => (phase() === 'changed' || phase() === 'unsaved' ? save(options?.isLeaving ?? false) : queue),
    keepMine() {
      dispatch({ type: 'keep-mine' });
      schedule(0);
    },
    takeOther: () => dispatch({ type: 'take-other' }),
    putAside() {
      timer.clear();
      dispatch({ type: 'cleared', version: state.version });
    },
    forget() {
      dispatch({ type: 'forgotten' });
      if (state.body === '') ports.keep(null);
      saveSoon();
    },
    discard() {
      timer.clear();
      dispatch({ type: 'cleared' });
      ports.keep(null);
      queue = queue.then(() => ports.remove());
      return queue;
    },
  };
  return keeper;
}
