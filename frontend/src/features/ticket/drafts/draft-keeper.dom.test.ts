import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { StoredDraft } from '../model/draft-machine';
import { createDraftKeeper, SAVE_AFTER_MS, type DraftPorts, type SaveResult } from './draft-keeper';

let copy: StoredDraft | null = null;

function setUp(stored: StoredDraft | null = null, ...results: SaveResult[]) {
  let version = stored?.version ?? 0;
  const save = vi.fn<DraftPorts['save']>(() => {
    version += 1;
    return Promise.resolve(results.shift() ?? { type: 'saved', version });
  });
  const remove = vi.fn(() => Promise.resolve());
  const keep = vi.fn<DraftPorts['keep']>();
  const keeper = createDraftKeeper({
    kept: () => copy,
    keep,
    load: () => Promise.resolve(stored),
    save,
    remove,
    after: (ms, task) => {
      const id = setTimeout(task, ms);
      return () => clearTimeout(id);
    },
  });
  return { keeper, save, remove, keep };
}

describe('draft keeper', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    copy = null;
  });

  it('takes up words of this browser that the server never got', async () => {
    copy = { body: 'written offline', version: 3 };
    const { keeper, save } = setUp({ body: 'older', version: 3 });
    await keeper.load();
    expect(keeper.state()).toMatchObject({ body: 'written offline', phase: 'changed' });
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(save).toHaveBeenCalledWith({ body: 'written offline', version: 3 }, { isLeaving: false });
  });

  it('offers both texts when the server has moved on since', async () => {
    copy = { body: 'written offline', version: 2 };
    const { keeper } = setUp({ body: 'from the phone', version: 3 });
    await keeper.load();
    expect(keeper.state()).toMatchObject({ phase: 'conflict', body: 'written offline' });
  });

  it('keeps unsaved words in this browser until they are saved', async () => {
    const { keeper, keep } = setUp();
    await keeper.load();
    keeper.type('Hi');
    expect(keep).toHaveBeenLastCalledWith({ body: 'Hi', version: 0 });
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(keep).toHaveBeenLastCalledWith(null);
  });

  it('saves once, 800 ms after the last key', async () => {
    const { keeper, save } = setUp();
    await keeper.load();
    keeper.type('<p>H</p>');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS - 1);
    keeper.type('<p>Hi</p>');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS - 1);
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(save).toHaveBeenCalledExactlyOnceWith({ body: '<p>Hi</p>', version: 0 }, { isLeaving: false });
    expect(keeper.state()).toMatchObject({ phase: 'saved', version: 1 });
  });

  it('does not save what it has just loaded', async () => {
    const { keeper, save } = setUp({ body: '<p>Hi</p>', version: 3 });
    await keeper.load();
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS * 3);
    expect(keeper.state()).toMatchObject({ body: '<p>Hi</p>', version: 3 });
    expect(save).not.toHaveBeenCalled();
  });

  it('tries again after a fault, with the newest text', async () => {
    const { keeper, save } = setUp(null, { type: 'fault' });
    await keeper.load();
    keeper.type('a');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(keeper.state().phase).toBe('unsaved');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(save).toHaveBeenCalledTimes(2);
    expect(keeper.state()).toMatchObject({ phase: 'saved', recovered: true });
  });

  it('saves at once when the page is left', async () => {
    const { keeper, save } = setUp();
    await keeper.load();
    keeper.type('a');
    void keeper.flush({ isLeaving: true });
    expect(save).toHaveBeenCalledExactlyOnceWith({ body: 'a', version: 0 }, { isLeaving: true });
  });

  it('stops saving on a conflict and saves over the other text only when told to', async () => {
    const { keeper, save } = setUp(null, { type: 'refused', other: { body: 'theirs', version: 4 } });
    await keeper.load();
    keeper.type('mine');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(keeper.state()).toMatchObject({ phase: 'conflict', other: { body: 'theirs' } });
    keeper.type('mine too');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS * 2);
    expect(save).toHaveBeenCalledOnce();

    keeper.keepMine();
    await vi.advanceTimersByTimeAsync(0);
    expect(save).toHaveBeenLastCalledWith({ body: 'mine too', version: 4 }, { isLeaving: false });
  });

  it('takes the other text without a request', async () => {
    const { keeper, save } = setUp(null, { type: 'refused', other: { body: 'theirs', version: 4 } });
    await keeper.load();
    keeper.type('mine');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    keeper.takeOther();
    expect(keeper.state()).toMatchObject({ phase: 'saved', body: 'theirs' });
    expect(save).toHaveBeenCalledOnce();
  });

  it('keeps the stored copy when the text is put aside for sending, and deletes it when discarded', async () => {
    const { keeper, remove } = setUp();
    await keeper.load();
    keeper.type('a');
    await keeper.flush();
    keeper.putAside();
    expect(keeper.state().body).toBe('');
    expect(remove).not.toHaveBeenCalled();
    await keeper.discard();
    expect(remove).toHaveBeenCalledOnce();
  });

  it('saves words typed while the last message was on its way as a draft of their own', async () => {
    const { keeper, save } = setUp({ body: 'sent', version: 3 });
    await keeper.load();
    keeper.putAside();
    keeper.type('next');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    keeper.forget();
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(save).toHaveBeenLastCalledWith({ body: 'next', version: 0 }, { isLeaving: false });
  });

  it('goes on at the ticket that its own was merged into, behind what is there', async () => {
    const { keeper, save } = setUp({ body: '<p>Mine</p>', version: 2 });
    await keeper.load();
    keeper.type('<p>Mine, and more</p>');
    keeper.move({ body: '<p>There.</p><p>Mine</p>', version: 5 });
    expect(keeper.state()).toMatchObject({ body: '<p>There.</p><p>Mine, and more</p>', phase: 'changed', version: 5 });
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(save).toHaveBeenCalledWith({ body: '<p>There.</p><p>Mine, and more</p>', version: 5 }, { isLeaving: false });
  });

  it.each([
    [{ body: '<p>Mine</p>', version: 2 }, '<p>Mine</p>', 'saved'],
    [null, '<p>Mine</p>', 'changed'],
  ] as const)('loses and doubles nothing where the other ticket has %j', async (stored, body, phase) => {
    const { keeper } = setUp({ body: '<p>Mine</p>', version: 2 });
    await keeper.load();
    keeper.move(stored);
    expect(keeper.state()).toMatchObject({ body, phase });
  });
});
