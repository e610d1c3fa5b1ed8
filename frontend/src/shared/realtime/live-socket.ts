import { SeenEvents } from './seen-events';
import type {
  ClientMessage,
  ConnectionState,
  LiveEvent,
  LiveSignal,
  PresentPerson,
  ServerMessage,
  WatchState,
} from './protocol';

type Listener<Value> = (value: Value) => void;

export interface LiveSocketOptions {
  url: string;
  createSocket?: (url: string) => WebSocket;
  /** Between 0 and 1; spreads the reconnects of many screens after a restart of the server. */
  random?: () => number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const PING_EVERY_MS = 25_000;
const SILENCE_ALLOWED_MS = 60_000;
/** Sent by the server when the session has ended: a reconnect cannot help. */
const CLOSE_SIGNED_OUT = 4401;

/**
 * One WebSocket for the whole workspace.
 *
 * Topics are counted: the first subscriber subscribes, the last one leaves. After a lost connection
 * it reconnects with growing delays, subscribes again and asks for everything after the last event
 * it has seen; events are handed on once per topic.
 */
export class LiveSocket {
  private socket: WebSocket | null = null;
  private isReady = false;
  private isStopped = true;
  private attempts = 0;
  private lastHeard = 0;
  private readyAt = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private readonly seen = new SeenEvents();
  private readonly topics = new Map<string, number>();
  private readonly eventListeners = new Map<string, Set<Listener<LiveEvent>>>();
  private readonly signalListeners = new Map<string, Set<Listener<LiveSignal>>>();
  private readonly presenceListeners = new Map<string, Set<() => void>>();
  private readonly people = new Map<string, readonly PresentPerson[]>();
  private readonly announced = new Map<string, WatchState>();
  private readonly stateListeners = new Set<() => void>();
  private readonly resetListeners = new Set<() => void>();
  private readonly refusedListeners = new Set<() => void>();
  private readonly deniedListeners = new Set<Listener<string>>();
  private current: ConnectionState = 'reconnecting';

  constructor(private readonly options: LiveSocketOptions) {}

  get state(): ConnectionState {
    return this.current;
  }

  start(): void {
    if (!this.isStopped) return;
    this.isStopped = false;
    window.addEventListener('online', this.reconnectNow);
    window.addEventListener('offline', this.noteOffline);
    document.addEventListener('visibilitychange', this.checkAfterSleep);
    this.connect();
  }

  stop(): void {
    this.isStopped = true;
    window.removeEventListener('online', this.reconnectNow);
    window.removeEventListener('offline', this.noteOffline);
    document.removeEventListener('visibilitychange', this.checkAfterSleep);
    this.drop();
  }

  /** Hear the events of a topic; returns the function that stops it. */
  onEvent(topic: string, listener: Listener<LiveEvent>): () => void {
    const leave = add(this.eventListeners, topic, listener);
    const release = this.hold(topic);
    return once(() => {
      leave();
      release();
    });
  }

  /** Hear signals (typing, tokens of an answer), which are neither stored nor replayed. */
  onSignal(topic: string, listener: Listener<LiveSignal>): () => void {
    const leave = add(this.signalListeners, topic, listener);
    const release = this.hold(topic);
    return once(() => {
      leave();
      release();
    });
  }

  onPresence(topic: string, listener: () => void): () => void {
    const leave = add(this.presenceListeners, topic, listener);
    const release = this.hold(topic);
    return once(() => {
      leave();
      release();
    });
  }

  presentIn(topic: string): readonly PresentPerson[] {
    return this.people.get(topic) ?? NOBODY;
  }

  /** Tell the others what this person does here; repeated by itself after a reconnect. */
  announce(topic: string, state: WatchState): void {
    if (state === 'left') this.announced.delete(topic);
    else this.announced.set(topic, state);
    this.send({ type: 'presence', topic, state });
  }

  onState(listener: () => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  /** The server cannot replay what was missed: refetch everything. */
  onReset(listener: () => void): () => void {
    this.resetListeners.add(listener);
    return () => this.resetListeners.delete(listener);
  }

  onDenied(listener: Listener<string>): () => void {
    this.deniedListeners.add(listener);
    return () => this.deniedListeners.delete(listener);
  }

  /** The session has ended; the socket stays closed until the next start. */
  onRefused(listener: () => void): () => void {
    this.refusedListeners.add(listener);
    return () => this.refusedListeners.delete(listener);
  }

  readonly reconnectNow = (): void => {
    if (this.isStopped || this.isReady) return;
    this.attempts = 0;
    this.drop();
    this.connect();
  };

  /** A socket may look open long after the network is gone; it is given up, and tried again. */
  private readonly noteOffline = (): void => {
    this.lost();
    this.setState('offline');
  };

  /** A laptop that slept may hold a socket that looks open and is not. */
  private readonly checkAfterSleep = (): void => {
    if (document.visibilityState !== 'visible' || this.isStopped) return;
    if (!this.isReady) this.reconnectNow();
    else if (Date.now() - this.lastHeard > SILENCE_ALLOWED_MS) this.lost();
    else this.send({ type: 'ping' });
  };

  private hold(topic: string): () => void {
    const count = this.topics.get(topic) ?? 0;
    this.topics.set(topic, count + 1);
    if (count === 0) this.send({ type: 'subscribe', topic });
    return () => {
      const left = (this.topics.get(topic) ?? 1) - 1;
      if (left > 0) {
        this.topics.set(topic, left);
        return;
      }
      this.topics.delete(topic);
      this.people.delete(topic);
      this.send({ type: 'unsubscribe', topic });
    };
  }

  private connect(): void {
    const socket = (this.options.createSocket ?? ((url) => new WebSocket(url)))(this.options.url);
    this.socket = socket;
    socket.onmessage = (message: MessageEvent<string>) => {
      if (socket === this.socket) this.receive(JSON.parse(message.data) as ServerMessage);
    };
    socket.onclose = (event) => {
      if (socket !== this.socket) return;
      if (event.code === CLOSE_SIGNED_OUT) {
        this.stop();
        this.refusedListeners.forEach((listener) => listener());
      } else {
        this.lost();
      }
    };
  }

  private drop(): void {
    clearTimeout(this.retryTimer);
    clearInterval(this.pingTimer);
    const socket = this.socket;
    this.socket = null;
    this.isReady = false;
    socket?.close();
  }

  private lost(): void {
    this.drop();
    if (this.isStopped) return;
    this.setState(navigator.onLine ? 'reconnecting' : 'offline');
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.attempts);
    const delay = ceiling * (0.5 + 0.5 * (this.options.random ?? Math.random)());
    this.attempts += 1;
    this.retryTimer = setTimeout(() => this.connect(), delay);
  }

  private receive(message: ServerMessage): void {
    this.lastHeard = Date.now();
    switch (message.type) {
      case 'ready':
        this.ready(message.last_id);
        break;
      case 'event':
        if (this.seen.accept(message.id, message.topic)) tell(this.eventListeners.get(message.topic), message);
        break;
      case 'signal':
        tell(this.signalListeners.get(message.topic), message);
        break;
      case 'presence':
        this.people.set(message.topic, message.people);
        this.presenceListeners.get(message.topic)?.forEach((listener) => listener());
        break;
      case 'resumed':
        this.seen.endResume(message.last_id);
        break;
      case 'reset':
        this.seen.endResume(this.readyAt);
        this.resetListeners.forEach((listener) => listener());
        break;
      case 'denied':
        if (message.topic !== null) tell(this.deniedListeners, message.topic);
        break;
      case 'subscribed':
      case 'pong':
        break;
    }
  }

  private ready(lastId: number): void {
    this.isReady = true;
    this.readyAt = lastId;
    this.attempts = 0;
    for (const topic of this.topics.keys()) this.send({ type: 'subscribe', topic });
    const since = this.seen.resumeFrom;
    if (since === null) {
      this.seen.start(lastId);
    } else {
      this.seen.beginResume();
      this.send({ type: 'resume', since });
    }
    for (const [topic, state] of this.announced) this.send({ type: 'presence', topic, state });
    clearInterval(this.pingTimer);
    this.pingTimer = setInterval(() => {
      if (Date.now() - this.lastHeard > SILENCE_ALLOWED_MS) this.lost();
      else this.send({ type: 'ping' });
    }, PING_EVERY_MS);
    this.setState('connected');
  }

  private send(message: ClientMessage): void {
    if (this.isReady) this.socket?.send(JSON.stringify(message));
  }

  private setState(state: ConnectionState): void {
    if (this.current === state) return;
    this.current = state;
    this.stateListeners.forEach((listener) => listener());
  }
}

const NOBODY: readonly PresentPerson[] = [];

function add<Value>(all: Map<string, Set<Value>>, topic: string, listener: Value): () => void {
  const listeners = all.get(topic) ?? new Set<Value>();
  all.set(topic, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && all.get(topic) === listeners) all.delete(topic);
  };
}

function tell<Value>(listeners: Set<Listener<Value>> | undefined, value: Value): void {
  listeners?.forEach((listener) => listener(value));
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}
