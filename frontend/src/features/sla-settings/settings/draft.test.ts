import { describe, expect, it } from 'vitest';
import { policy } from '../testing/backend';
import { draftsOf, isChanged, mergedPolicies, moved, targetAt, withNew, withTarget } from './draft';

const SAVED = draftsOf([policy(1, 'Enterprise'), policy(2, 'SMB'), policy(3, 'Everyone else', { is_default: true })]);
const [ENTERPRISE] = SAVED as [(typeof SAVED)[number]];
const names = (drafts: readonly { name: string }[]) => drafts.map(({ name }) => name);

describe('the draft of policies', () => {
  it('changes one cell and is unchanged once that is taken back', () => {
    const changed = withTarget(ENTERPRISE, 'email', 'P2', { first_reply: 60 });
    expect(targetAt(changed, 'email', 'P2')?.first_reply).toBe(60);
    expect(targetAt(changed, 'email', 'P1')).toEqual(targetAt(ENTERPRISE, 'email', 'P1'));
    expect(isChanged([changed, ...SAVED.slice(1)], SAVED)).toBe(true);
    const back = withTarget(changed, 'email', 'P2', { first_reply: targetAt(ENTERPRISE, 'email', 'P2')?.first_reply ?? null });
    expect(isChanged([back, ...SAVED.slice(1)], SAVED)).toBe(false);
  });

  it('begins a row of its own with what the channel inherits, of which the screen shows three', () => {
    const chat = withTarget(ENTERPRISE, 'chat', 'P1', { periodic_update: 1800, agent_work_time: 7200 });
    const own = withTarget(chat, 'slack', 'P1', { first_reply: 900 });
    expect(targetAt(own, 'slack', 'P1')).toEqual({ ...targetAt(chat, 'chat', 'P1'), channel: 'slack', first_reply: 900 });
  });

  it('keeps a row that promises nothing where the channel would inherit a promise', () => {
    const none = { first_reply: null, next_reply: null, resolution: null };
    const empty = withTarget(ENTERPRISE, 'slack', 'P1', none);
    expect(targetAt(empty, 'slack', 'P1')).toMatchObject(none);
  });

  it('inherits again once its own row says the same', () => {
    const own = withTarget(ENTERPRISE, 'slack', 'P1', { first_reply: 900 });
    const back = withTarget(own, 'slack', 'P1', { first_reply: targetAt(ENTERPRISE, 'chat', 'P1')?.first_reply ?? null });
    expect(targetAt(back, 'slack', 'P1')).toBeUndefined();
  });

  it('puts a new policy before the one that takes everything, and moves none behind it', () => {
    const { drafts, key } = withNew(SAVED, 'Contract');
    expect(names(drafts)).toEqual(['Enterprise', 'SMB', 'Contract', 'Everyone else']);
    expect(names(moved(drafts, key, -1))).toEqual(['Enterprise', 'Contract', 'SMB', 'Everyone else']);
    expect(names(moved(drafts, key, 1))).toEqual(names(drafts));
    expect(names(moved(drafts, ENTERPRISE.key, -1))).toEqual(names(drafts));
  });
});

describe('policies on top of what somebody else published', () => {
  const merge = (mine: typeof ENTERPRISE, theirs: typeof ENTERPRISE) => {
    const { items, notes } = mergedPolicies({ base: SAVED, mine: [mine, ...SAVED.slice(1)], theirs: [theirs, ...SAVED.slice(1)] });
    return { policy: items[0] ?? ENTERPRISE, notes };
  };

  it('keeps the targets that each side changed in one policy', () => {
    const mine = withTarget(ENTERPRISE, 'email', 'P2', { first_reply: 60 });
    const theirs = { ...withTarget(withTarget(ENTERPRISE, 'email', 'P2', { resolution: 120 }), 'chat', 'P1', { first_reply: 30 }), name: 'Large' };
    const { policy: found, notes } = merge(mine, theirs);
    expect(found).toEqual(withTarget({ ...theirs }, 'email', 'P2', { first_reply: 60 }));
    expect(notes).toMatchObject({ taken: ['Large'], mine: [] });
  });

  it('keeps the draft of a target that both changed, and names its policy', () => {
    const { policy: found, notes } = merge(withTarget(ENTERPRISE, 'email', 'P2', { first_reply: 60 }), withTarget(ENTERPRISE, 'email', 'P2', { first_reply: 90 }));
    expect(targetAt(found, 'email', 'P2')?.first_reply).toBe(60);
    expect(notes).toMatchObject({ taken: [], mine: ['Enterprise'] });
  });
});
