import { describe, expect, it } from 'vitest';
import type { KeyValue } from '../contract';
import { Outbox, type Pending, type Sent } from './outbox';

function storage(): KeyValue {
  const values = new Map<string, string>();
  return {
    get: (name) => values.get(name) ?? null,
    set: (name, value) => void values.set(name, value),
    remove: (name) => void values.delete(name),
  };
}

const message = (client_id: string, conversation: string, text = client_id): Omit<Pending, 'owner' | 'refusal'> => ({
  client_id,
  conversation,
  text,
  attachments: [],
  wants_person: false,
  at: '2026-03-02T09:00:00Z',
});

/** Let everything happen that needs no waiting. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

function desk(deliver: (pending: Pending) => Sent, store = storage(), owner = '') {
  const moves: ({ from: string; to: string } | undefined)[] = [];
  const delivered: string[] = [];
  const outbox = new Outbox({
    storage: store,
    owner: () => owner,
    deliver: (pending) => {
      delivered.push(`${pending.conversation}/${pending.client_id}`);
      return Promise.resolve(deliver(pending));
    },
    changed: (moved) => void moves.push(moved),
    // Nothing is tried again by itself: the tests say when the connection is back.
    wait: () => new Promise(() => undefined),
  });
  return { outbox, moves, delivered, store };
}

describe('Outbox', () => {
  it('sends in order and moves the rest of a new conversation to its id', async () => {
    const { outbox, moves, delivered } = desk(() => ({ conversation: 'c1' }));
    outbox.add(message('one', 'new:1'));
    outbox.add(message('two', 'new:1'));
    await settled();
    expect(delivered).toEqual(['new:1/one', 'c1/two']);
    expect(moves).toContainEqual({ from: 'new:1', to: 'c1' });
    expect(outbox.items()).toEqual([]);
  });

  it('keeps what could not be sent for the next page', async () => {
    let isOnline = false;
    const store = storage();
    const first = desk(() => (isOnline ? { conversation: 'c1' } : 'later'), store);
    first.outbox.add(message('one', 'c1'));
    expect(desk(() => 'later', store).outbox.items().map((item) => item.client_id)).toEqual(['one']);
    await settled();
    isOnline = true;
    await first.outbox.flush();
    await settled();
    expect(first.outbox.items()).toEqual([]);
  });

  it('shows a refusal with its reason and tries again when asked', async () => {
    let isBlocked = true;
    const { outbox } = desk(() => (isBlocked ? { refusal: 'Too long.' } : { conversation: 'c1' }));
    outbox.add(message('one', 'c1'));
    await settled();
    expect(outbox.items()[0]?.refusal).toBe('Too long.');
    isBlocked = false;
    outbox.retry('one');
    await settled();
    expect(outbox.items()).toEqual([]);
  });

  it('never shows or sends what another person wrote on this device', () => {
    const store = storage();
    desk(() => 'later', store, 'ann').outbox.add(message('secret', 'c1'));
    expect(desk(() => 'later', store, 'bob').outbox.items()).toEqual([]);
    expect(desk(() => 'later', store, 'ann').outbox.items()).toHaveLength(1);
  });
});
