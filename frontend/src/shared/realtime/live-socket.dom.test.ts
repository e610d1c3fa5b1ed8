import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeSockets, type FakeSocket } from '../testing/fake-socket';
import { LiveSocket } from './live-socket';

function started() {
  const { sockets, createSocket } = fakeSockets();
  const live = new LiveSocket({ url: 'ws://test/ws/live/', createSocket, random: () => 1 });
  live.start();
  const newest = (): FakeSocket => sockets[sockets.length - 1] as FakeSocket;
  const event = (id: number, topic = 'queue') => ({ type: 'event', id, topic, name: 'people.presence_changed', data: { user: { id: 1, presence: 'away' } } }) as const;
  return { live, sockets, newest, event };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('LiveSocket', () => {
  it('subscribes a topic once for many listeners and leaves with the last', () => {
    const { live, newest } = started();
    newest().deliver({ type: 'ready', last_id: 5, user_id: 1 });
    const leaveFirst = live.onEvent('queue', () => undefined);
    const leaveSecond = live.onEvent('queue', () => undefined);
    leaveFirst();
    leaveFirst();
    expect(newest().sent).toEqual([{ type: 'subscribe', topic: 'queue' }]);
    leaveSecond();
    expect(newest().sent).toContainEqual({ type: 'unsubscribe', topic: 'queue' });
  });

  it('hands an event on once per topic', () => {
    const { live, newest, event } = started();
    const queue = vi.fn();
    const ticket = vi.fn();
    live.onEvent('queue', queue);
    live.onEvent('ticket:9', ticket);
    newest().deliver({ type: 'ready', last_id: 5, user_id: 1 });
    newest().deliver(event(6));
    newest().deliver(event(6));
    newest().deliver(event(6, 'ticket:9'));
    expect(queue).toHaveBeenCalledTimes(1);
    expect(ticket).toHaveBeenCalledTimes(1);
  });

  it('resumes after the last event it saw, with its topics and presence', () => {
    const { live, sockets, newest, event } = started();
    live.onEvent('queue', () => undefined);
    live.announce('ticket:9', 'replying');
    newest().deliver({ type: 'ready', last_id: 5, user_id: 1 });
    newest().deliver(event(8));
    newest().lose();
    expect(live.state).toBe('reconnecting');
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
    newest().deliver({ type: 'ready', last_id: 12, user_id: 1 });
    expect(newest().sent).toEqual([
      { type: 'subscribe', topic: 'queue' },
      { type: 'resume', since: 8 },
      { type: 'presence', topic: 'ticket:9', state: 'replying' },
    ]);
    expect(live.state).toBe('connected');
  });

  it('asks again for the whole gap when a resume is interrupted', () => {
    const { live, newest, event } = started();
    live.onEvent('queue', () => undefined);
    newest().deliver({ type: 'ready', last_id: 5, user_id: 1 });
    newest().lose();
    vi.advanceTimersByTime(500);
    newest().deliver({ type: 'ready', last_id: 20, user_id: 1 });
    newest().deliver(event(21));
    newest().lose();
    vi.advanceTimersByTime(1000);
    newest().deliver({ type: 'ready', last_id: 21, user_id: 1 });
    expect(newest().sent).toContainEqual({ type: 'resume', since: 5 });
    newest().deliver({ type: 'resumed', last_id: 21 });
    newest().lose();
    vi.advanceTimersByTime(500);
    newest().deliver({ type: 'ready', last_id: 21, user_id: 1 });
    expect(newest().sent).toContainEqual({ type: 'resume', since: 21 });
  });

  it('waits longer after each failure, up to 15 seconds', () => {
    const { sockets, newest } = started();
    for (const delay of [500, 1000, 2000, 4000, 8000, 15_000, 15_000]) {
      const before = sockets.length;
      newest().lose();
      vi.advanceTimersByTime(delay - 1);
      expect(sockets).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(before + 1);
    }
  });

  it('tells about a reset and starts again from there', () => {
    const { live, newest } = started();
    const onReset = vi.fn();
    live.onReset(onReset);
    live.onEvent('queue', () => undefined);
    newest().deliver({ type: 'ready', last_id: 5, user_id: 1 });
    newest().lose();
    vi.advanceTimersByTime(500);
    newest().deliver({ type: 'ready', last_id: 90_000, user_id: 1 });
    newest().deliver({ type: 'reset' });
    expect(onReset).toHaveBeenCalledTimes(1);
    newest().lose();
    vi.advanceTimersByTime(500);
    newest().deliver({ type: 'ready', last_id: 90_001, user_id: 1 });
    expect(newest().sent).toContainEqual({ type: 'resume', since: 90_000 });
  });

  it('stays away once the server says that the session has ended', () => {
    const { sockets, newest } = started();
    newest().lose(4401);
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });

  it('notices a connection that went silent', () => {
    const { live, newest } = started();
    newest().deliver({ type: 'ready', last_id: 5, user_id: 1 });
    vi.advanceTimersByTime(75_000);
    expect(live.state).toBe('reconnecting');
  });

  it('comes back after the browser was offline, though the old socket never closed', () => {
    const { live, newest, sockets } = started();
    newest().deliver({ type: 'ready', last_id: 5, user_id: 1 });
    window.dispatchEvent(new Event('offline'));
    expect(live.state).toBe('offline');
    window.dispatchEvent(new Event('online'));
    expect(sockets.length).toBeGreaterThan(1);
    newest().deliver({ type: 'ready', last_id: 9, user_id: 1 });
    expect(live.state).toBe('connected');
    expect(newest().sent).toContainEqual({ type: 'resume', since: 5 });
  });
});
