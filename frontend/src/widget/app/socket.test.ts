import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveSocket } from './socket';

class FakeSocket {
  static all: FakeSocket[] = [];
  static readonly OPEN = 1;
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.readyState = 3;
  }
  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const newest = (): FakeSocket => {
  const socket = FakeSocket.all[FakeSocket.all.length - 1];
  if (!socket) throw new Error('No socket was opened.');
  return socket;
};

describe('LiveSocket', () => {
  const heard: string[] = [];
  let live: LiveSocket;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('WebSocket', FakeSocket);
    FakeSocket.all = [];
    heard.length = 0;
    live = new LiveSocket({
      url: () => 'wss://support.test/ws/widget/',
      token: () => 'secret',
      onLink: (link) => heard.push(link),
      onEvent: (name, conversation) => heard.push(`${name} ${conversation ?? ''}`),
      onSignal: (name, data) => heard.push(`${name} ${'ticket' in data ? data.ticket : ''}`),
      onReset: () => heard.push('reset'),
      onUnknown: () => heard.push('unknown'),
    });
    live.start();
  });
  afterEach(() => {
    live.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('keeps the token out of the address', () => {
    expect(newest().url).not.toContain('secret');
    expect(newest().protocols).toEqual(['candor', 'session.secret']);
  });

  it('asks for what it missed after a break, and hears each event once', () => {
    newest().says({ type: 'ready', last_id: 5 });
    newest().says({ type: 'event', id: 7, name: 'tickets.reply_posted', data: { conversation: { id: 'c1' } } });
    newest().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(2_000);
    newest().says({ type: 'ready', last_id: 9 });
    expect(newest().sent).toContainEqual({ type: 'resume', since: 7 });
    newest().says({ type: 'event', id: 7, name: 'tickets.reply_posted', data: { conversation: { id: 'c1' } } });
    expect(heard.filter((each) => each.startsWith('tickets.'))).toEqual(['tickets.reply_posted c1']);
  });

  it('notices a network that vanished without a word', () => {
    newest().says({ type: 'ready', last_id: 1 });
    vi.advanceTimersByTime(36_000);
    expect(heard).toContain('lost');
  });

  it('says when the server no longer knows the session, and does not hammer it', () => {
    newest().onclose?.({ code: 4401 });
    vi.advanceTimersByTime(60_000);
    expect(heard).toContain('unknown');
    expect(FakeSocket.all).toHaveLength(1);
  });
});
