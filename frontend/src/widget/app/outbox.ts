import type { KeyValue } from '../contract';
import { readJson } from '../loader/storage';
import type { FileRef } from './types';

/** One message on its way; kept on this device until the server has it. */
export interface Pending {
  client_id: string;
  /** A conversation of the server, or `new:…` for one that does not exist yet. */
  conversation: string;
  text: string;
  attachments: FileRef[];
  wants_person: boolean;
  at: string;
  /** Digest of the person who wrote it; never sent as somebody else. */
  owner: string;
  /** Why the server refused it; empty while it waits. */
  refusal: string;
}

const NAME = 'outbox';
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

export type Sent = { conversation: string } | { refusal: string } | 'later';

interface Outside {
  storage: KeyValue;
  owner: () => string;
  /** Hand one message to the server. */
  deliver: (pending: Pending) => Promise<Sent>;
  /** The list changed; `moved` tells that a new conversation got its id. */
  changed: (moved?: { from: string; to: string }) => void;
  wait: (ms: number) => Promise<void>;
}

export const isLocal = (conversation: string): boolean => conversation.startsWith('new:');

/**
 * Messages that the server does not have yet, in the order in which they were written.
 *
 * The list lives in storage: a closed tab, a crash or a lost connection loses nothing. Sending twice is
 * harmless, since the server knows the client id; tabs take turns by a lock where the browser has one.
 */
export class Outbox {
  private isSending = false;
  private isOver = false;
  private wakeUp: (() => void) | null = null;

  constructor(private readonly outside: Outside) {}

  /** What this person wrote; other people's messages on this device stay untouched. */
  items(): Pending[] {
    const owner = this.outside.owner();
    return this.all().filter((item) => item.owner === owner);
  }

  add(item: Omit<Pending, 'owner' | 'refusal'>): void {
    this.write([...this.all(), { ...item, owner: this.outside.owner(), refusal: '' }]);
    this.outside.changed();
    void this.flush();
  }

  retry(clientId: string): void {
    this.write(this.all().map((item) => (item.client_id === clientId ? { ...item, refusal: '' } : item)));
    this.outside.changed();
    void this.flush();
  }

  discard(clientId: string): void {
    this.write(this.all().filter((item) => item.client_id !== clientId));
    this.outside.changed();
  }

  /** The person has gone: nothing more is sent, and what waits for a turn lets others have it. */
  close(): void {
    this.isOver = true;
    this.wakeUp?.();
  }

  /** Send what waits; called after adding, on reconnecting and when another tab has added something. */
  async flush(): Promise<void> {
    if (this.isSending) {
      this.wakeUp?.();
      return;
    }
    this.isSending = true;
    try {
      await this.withLock(() => this.sendAll());
    } finally {
      this.isSending = false;
    }
  }

  private async sendAll(): Promise<void> {
    let wait = FIRST_WAIT;
    for (let item = this.next(); item && !this.isOver; item = this.next()) {
      const sent = await this.outside.deliver(item);
      if (this.isOver) return;
      if (sent === 'later') {
        await Promise.race([this.outside.wait(wait), new Promise<void>((resolve) => (this.wakeUp = resolve))]);
        wait = Math.min(wait * 2, LONGEST_WAIT);
        continue;
      }
      wait = FIRST_WAIT;
      if ('refusal' in sent) this.refuse(item, sent.refusal);
      else this.sent(item, sent.conversation);
    }
  }

  private next(): Pending | undefined {
    // What follows a refused first message of a new conversation has nowhere to go yet.
    const blocked = new Set(this.items().filter((item) => item.refusal && isLocal(item.conversation)).map((item) => item.conversation));
    return this.items().find((item) => !item.refusal && !blocked.has(item.conversation));
  }

  private refuse(item: Pending, refusal: string): void {
    this.write(this.all().map((each) => (each.client_id === item.client_id ? { ...each, refusal } : each)));
    this.outside.changed();
  }

  private sent(item: Pending, conversation: string): void {
    const rest = this.all().filter((each) => each.client_id !== item.client_id);
    const isMoved = item.conversation !== conversation;
    this.write(isMoved ? rest.map((each) => (each.conversation === item.conversation ? { ...each, conversation } : each)) : rest);
    this.outside.changed(isMoved ? { from: item.conversation, to: conversation } : undefined);
  }

  private async withLock(work: () => Promise<void>): Promise<void> {
    const locks = (navigator as { locks?: LockManager }).locks;
    if (locks) await locks.request(`candor-outbox ${this.outside.owner()}`, work);
    else await work();
  }

  private all(): Pending[] {
    const stored = readJson<Pending[]>(this.outside.storage, NAME);
    return Array.isArray(stored) ? stored : [];
  }

  private write(items: Pending[]): void {
    if (items.length) this.outside.storage.set(NAME, JSON.stringify(items));
    else this.outside.storage.remove(NAME);
  }
}
