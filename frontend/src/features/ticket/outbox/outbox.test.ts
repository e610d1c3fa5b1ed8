import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Outgoing } from '../model/send-machine';
import { entry, INES } from '../testing/fixtures';
import { createOutbox, UNDO_MS, type OutboxPorts, type PostResult } from './outbox';

const REPLY: Outgoing = {
  ticket: 48213,
  kind: 'public',
  bodyHtml: '<p>Started the backfill.</p>',
  status: 'pending',
  attachments: [],
  seenEntryId: 990,
  clientId: 'c-1',
};

function setUp(...results: PostResult[]) {
  const post = vi.fn<OutboxPorts['post']>(() =>
    Promise.resolve(results.shift() ?? { type: 'sent', entry: entry(995, { author: INES }) }),
  );
  const onSent = vi.fn();
  const keep = vi.fn<OutboxPorts['keep']>();
  const outbox = createOutbox({
    post,
    onSent,
    now: () => Date.now(),
    keep,
    after: (ms, task) => {
      const id = setTimeout(task, ms);
      return () => clearTimeout(id);
    },
  });
  return { outbox, post, onSent, keep };
}

describe('outbox', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('posts only after the undo time', async () => {
    const { outbox, post, onSent } = setUp();
    outbox.send(REPLY);
    await vi.advanceTimersByTimeAsync(UNDO_MS - 1);
    expect(post).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(post).toHaveBeenCalledExactlyOnceWith(REPLY, { isForced: false, isLeaving: false });
    expect(onSent).toHaveBeenCalledOnce();
    expect(outbox.state(48213, 'public').step).toBe('idle');
  });

  it('gives the message back on undo and never posts it', async () => {
    const { outbox, post } = setUp();
    outbox.send(REPLY);
    expect(outbox.undo(48213, 'public')).toEqual(REPLY);
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect(post).not.toHaveBeenCalled();
  });

  it('has nothing to undo once the message is on its way', async () => {
    const { outbox, post } = setUp();
    post.mockReturnValue(new Promise(() => undefined));
    outbox.send(REPLY);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(outbox.undo(48213, 'public')).toBeNull();
  });

  it('holds the message when the server knows of a newer one, and sends it when told to', async () => {
    const { outbox, post, onSent } = setUp({ type: 'stale', newer: [entry(991)] });
    outbox.send(REPLY);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(outbox.state(48213, 'public')).toMatchObject({ step: 'held', newer: [{ id: 991 }] });
    expect(onSent).not.toHaveBeenCalled();

    outbox.sendAnyway(48213, 'public');
    await vi.advanceTimersByTimeAsync(0);
    expect(post).toHaveBeenLastCalledWith({ ...REPLY, seenEntryId: 991 }, { isForced: true, isLeaving: false });
    expect(outbox.state(48213, 'public').step).toBe('idle');
  });

  it('holds the message at once when the customer writes during the undo time', async () => {
    const { outbox, post } = setUp();
    outbox.send(REPLY);
    outbox.news(48213, entry(991), INES.id);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(post).not.toHaveBeenCalled();
    expect(outbox.edit(48213, 'public')).toEqual(REPLY);
  });

  it('keeps a failed message and retries it under the same id', async () => {
    const { outbox, post } = setUp({ type: 'fault', fault: { title: 'Not sent', detail: 'Offline' } });
    outbox.send(REPLY);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(outbox.state(48213, 'public').step).toBe('failed');
    outbox.retry(48213, 'public');
    await vi.advanceTimersByTimeAsync(0);
    expect(post.mock.calls.map(([message]) => message.clientId)).toEqual(['c-1', 'c-1']);
  });

  it('sends what waits when the page is left', () => {
    const { outbox, post } = setUp();
    outbox.send(REPLY);
    outbox.leave();
    expect(post).toHaveBeenCalledExactlyOnceWith(REPLY, { isForced: false, isLeaving: true });
  });

  it('leaves a message too large for that as a draft', () => {
    const { outbox, post } = setUp();
    outbox.send({ ...REPLY, bodyHtml: 'x'.repeat(70_000) });
    outbox.leave();
    expect(post).not.toHaveBeenCalled();
  });

  it('repeats a request that was lost on leaving when the page comes back', async () => {
    const { outbox, post } = setUp();
    post.mockReturnValueOnce(new Promise(() => undefined));
    outbox.send(REPLY);
    outbox.leave();
    outbox.comeBack();
    await vi.advanceTimersByTimeAsync(0);
    expect(post).toHaveBeenCalledTimes(2);
    expect(outbox.state(48213, 'public').step).toBe('idle');
  });

  it('keeps a message until the server has it', async () => {
    const { outbox, keep } = setUp();
    outbox.send(REPLY);
    expect(keep).toHaveBeenLastCalledWith([{ message: REPLY, wasUnderWay: false }]);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(keep).toHaveBeenLastCalledWith([]);
  });

  it('repeats what an earlier page had begun to send, and offers what it had not', async () => {
    const { outbox, post } = setUp();
    const note: Outgoing = { ...REPLY, kind: 'note', clientId: 'c-2' };
    outbox.restore(
      [
        { message: REPLY, wasUnderWay: true },
        { message: note, wasUnderWay: false },
      ],
      { title: 'Not sent', detail: 'The page was closed.' },
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(post.mock.calls.map(([message]) => message.clientId)).toEqual(['c-1']);
    expect(outbox.state(48213, 'note').step).toBe('failed');
  });

  it('sends at once when told not to wait', async () => {
    const { outbox, post } = setUp();
    outbox.send(REPLY);
    outbox.sendNow(48213, 'public');
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(post).toHaveBeenCalledOnce();
  });

  it('sends a reply and a note of one ticket independently', async () => {
    const { outbox, post } = setUp();
    outbox.send(REPLY);
    outbox.send({ ...REPLY, kind: 'note', clientId: 'c-2' }, 0);
    await vi.advanceTimersByTimeAsync(0);
    expect(post.mock.calls.map(([message]) => message.kind)).toEqual(['note']);
    expect(outbox.state(48213, 'public').step).toBe('waiting');
  });
});
