import type { EventName, Frame, Signal, SignalName } from './types';

export type Link = 'connecting' | 'open' | 'lost';

/** What the panel says itself. */
export type Said =
  | { type: 'ping' }
  | { type: 'resume'; since: number }
  | { type: 'typing'; conversation: string; is_typing: boolean };

export interface Outside {
  url: () => string;
  token: () => string;
  onLink: (link: Link) => void;
  onEvent: (name: EventName, conversation: string) => void;
  onSignal: (name: SignalName, data: Signal) => void;
  /** Something may have been missed: fetch again. */
  onReset: () => void;
  /** The server no longer knows the session. */
  onUnknown: () => void;
}

const PING_EVERY = 25_000;
const PONG_WITHIN = 10_000;
const UNAUTHENTICATED = 4401;
const REMEMBERED = 500;

/** A live connection that comes back by itself and asks for what it missed. */
export class LiveSocket {
  private socket: WebSocket | null = null;
  private lastId = 0;
  private seen = new Set<number>();
  private attempts = 0;
  private timer = 0;
  private pinger = 0;
  private deadline = 0;
  private isStopped = true;

  constructor(private readonly outside: Outside) {}

  start(): void {
    this.isStopped = false;
    if (!this.socket) this.connect();
  }

  /** `forget` also drops what was seen: another person follows. */
  stop(forget = false): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.drop();
    if (forget) {
      this.lastId = 0;
      this.seen.clear();
    }
  }

  /** The browser says that it is online again. */
  hurry(): void {
    if (this.isStopped || this.socket) return;
    this.attempts = 0;
    clearTimeout(this.timer);
    this.connect();
  }

  send(frame: Said): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private connect(): void {
    this.outside.onLink('connecting');
    // The token travels as a subprotocol, since addresses end up in logs.
    const socket = new WebSocket(this.outside.url(), ['candor', `session.${this.outside.token()}`]);
    this.socket = socket;
    socket.onmessage = (message) => this.receive(message.data);
    socket.onclose = (event) => {
      if (this.socket === socket) this.closed(event.code);
    };
  }

  private receive(data: unknown): void {
    let frame: Frame;
    try {
      frame = JSON.parse(String(data)) as Frame;
    } catch {
      return;
    }
    switch (frame.type) {
      case 'ready':
        this.attempts = 0;
        this.outside.onLink('open');
        this.keepAlive();
        if (this.lastId) this.send({ type: 'resume', since: this.lastId });
        else this.lastId = frame.last_id;
        break;
      case 'event':
        this.lastId = Math.max(this.lastId, frame.id);
        if (this.isNew(frame.id)) this.outside.onEvent(frame.name, frame.data.conversation.id);
        break;
      case 'signal':
        this.outside.onSignal(frame.name, frame.data);
        break;
      case 'resumed':
        this.lastId = Math.max(this.lastId, frame.last_id);
        break;
      case 'reset':
        this.outside.onReset();
        break;
      case 'pong':
        clearTimeout(this.deadline);
    }
  }

  private isNew(id: number): boolean {
    if (this.seen.has(id)) return false;
    this.seen.add(id);
    if (this.seen.size > REMEMBERED) {
      const [oldest] = this.seen;
      if (oldest !== undefined) this.seen.delete(oldest);
    }
    return true;
  }

  private keepAlive(): void {
    clearInterval(this.pinger);
    this.pinger = window.setInterval(() => {
      this.send({ type: 'ping' });
      clearTimeout(this.deadline);
      // A network that vanished without a word leaves sockets that look open for minutes.
      this.deadline = window.setTimeout(() => this.socket && this.closed(0), PONG_WITHIN);
    }, PING_EVERY);
  }

  private closed(code: number): void {
    this.drop();
    if (this.isStopped) return;
    this.outside.onLink('lost');
    if (code === UNAUTHENTICATED) {
      this.outside.onUnknown();
      return;
    }
    const wait = Math.min(1_000 * 2 ** this.attempts, 30_000) * (0.6 + Math.random() * 0.4);
    this.attempts += 1;
    this.timer = window.setTimeout(() => this.connect(), wait);
  }

  private drop(): void {
    clearInterval(this.pinger);
    clearTimeout(this.deadline);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
