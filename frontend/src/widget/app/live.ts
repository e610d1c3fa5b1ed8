import type { Host } from '../contract';
import type { Language } from './i18n';
import { isLocal, type Outbox } from './outbox';
import { LiveSocket } from './socket';
import { type Now, placeOf, QUIET, type State } from './state';
import type { Store } from './store';
import type { Conversation, Signal, SignalName } from './types';

// The server says it again every 25 seconds while somebody goes on writing.
const TYPING_LASTS = 30_000;
const TYPING_AGAIN = 3_000;
/** A run that says nothing for so long has ended elsewhere. */
const RUN_LASTS = 90_000;
/** One change can come as several events. */
const REFRESH_AFTER = 120;

/** What the live connection needs of the desk. */
export interface Listener {
  readonly host: Pick<Host, 'base'>;
  readonly language: Language;
  readonly outbox: Pick<Outbox, 'flush'>;
  readonly proactive: { look: () => Promise<void> };
  readonly state: State;
  readonly store: Store<State>;
  readonly token: string;
  refresh(...ids: string[]): void;
  say(text: string): void;
  seen(): void;
  sessionLost(): void;
}

/** What the server says while it happens, put into the state of the desk. */
export class Live {
  private readonly socket: LiveSocket;
  private typedAt = 0;
  private typingTimer = 0;
  private runTimer = 0;
  private refreshTimer = 0;
  private changed = new Set<string>();

  constructor(private readonly desk: Listener) {
    this.socket = new LiveSocket({
      url: () => `${desk.host.base.replace(/^http/, 'ws')}/ws/widget/`,
      token: () => desk.token,
      onLink: (link) => this.linked(link),
      onEvent: (_name, conversation) => this.refreshSoon(conversation),
      onSignal: (name, data) => this.signal(name, data),
      onReset: () => this.desk.refresh(),
      onUnknown: () => this.desk.sessionLost(),
    });
  }

  start(): void {
    this.socket.start();
  }

  stop(): void {
    this.socket.stop(true);
    for (const timer of [this.typingTimer, this.runTimer, this.refreshTimer]) clearTimeout(timer);
    this.changed.clear();
  }

  hurry(): void {
    this.socket.hurry();
  }

  typing(conversation: string, isTyping: boolean): void {
    if (isLocal(conversation)) return;
    const now = Date.now();
    if (isTyping && now - this.typedAt < TYPING_AGAIN) return;
    this.typedAt = isTyping ? now : 0;
    this.socket.send({ type: 'typing', conversation, is_typing: isTyping });
  }

  /** The server's messages are there: what was streamed on the way to them is over. */
  settled(id: string, fresh: Conversation): void {
    const now = this.desk.state.now[id];
    const last = fresh.messages[fresh.messages.length - 1];
    if (!now || !last || last.author.kind === 'me') return;
    if (now.streamed || now.isThinking) {
      this.put(id, { ...now, run: '', streamed: '', isThinking: false });
      // A hand-over or a question back is no answer.
      this.desk.say(this.desk.language.t(last.confidence ? 'newAnswer' : 'newMessage'));
    } else if (now.typing) this.put(id, QUIET);
  }

  private refreshSoon(conversation: string): void {
    this.changed.add(conversation);
    clearTimeout(this.refreshTimer);
    this.refreshTimer = window.setTimeout(() => {
      const ids = [...this.changed];
      this.changed.clear();
      this.desk.refresh(...ids);
    }, REFRESH_AFTER);
  }

  private linked(link: 'connecting' | 'open' | 'lost'): void {
    const wasLost = this.desk.state.wasLost || link === 'lost';
    this.desk.store.set({ link, wasLost });
    if (link !== 'open') return;
    if (wasLost) this.desk.refresh();
    void this.desk.outbox.flush();
  }

  private signal(name: SignalName, data: Signal): void {
    if (!('ticket' in data)) return void this.desk.proactive.look();
    const id = data.ticket;
    const now = this.desk.state.now[id] ?? QUIET;
    if (name === 'assistant.stopped') return this.runEnded(id, now, data);
    if (name.startsWith('assistant.')) this.expectEnd(id);
    if (name === 'assistant.thinking') this.put(id, { ...now, run: 'run_id' in data ? data.run_id : '', isThinking: true, streamed: '' });
    else if ('text' in data) {
      const run = data.run_id;
      const before = now.run === run ? now.streamed : '';
      this.put(id, { ...now, run, isThinking: false, streamed: before + data.text });
    } else if ('is_typing' in data) this.setTyping(id, now, data);
  }

  /** A run that was overtaken says nothing of the one that took its place. */
  private runEnded(id: string, now: Now, data: Signal): void {
    if (!('run_id' in data) || (now.run !== '' && now.run !== data.run_id)) return;
    clearTimeout(this.runTimer);
    this.put(id, { ...now, run: '', isThinking: false, streamed: '' });
  }

  private expectEnd(id: string): void {
    clearTimeout(this.runTimer);
    this.runTimer = window.setTimeout(() => {
      this.put(id, { ...(this.desk.state.now[id] ?? QUIET), run: '', isThinking: false, streamed: '' });
    }, RUN_LASTS);
  }

  private setTyping(id: string, now: Now, data: Extract<Signal, { is_typing: boolean }>): void {
    this.put(id, { ...now, typing: data.is_typing ? data.name : '' });
    clearTimeout(this.typingTimer);
    if (data.is_typing) {
      this.typingTimer = window.setTimeout(() => this.put(id, { ...(this.desk.state.now[id] ?? QUIET), typing: '' }), TYPING_LASTS);
    }
  }

  private put(id: string, now: Now): void {
    this.desk.store.set((state) => ({ now: { ...state.now, [id]: now } }));
    if (placeOf(this.desk.state).name !== 'conversation') return;
    this.desk.seen();
  }
}
