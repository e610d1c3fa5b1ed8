import { describe, expect, it } from 'vitest';
import { policy } from '../testing/backend';
import { draftsOf, isChanged, moved, targetAt, withNew, withTarget } from './draft';

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

  it('has a row of its own for a channel only while that promises something', () => {
    const own = withTarget(ENTERPRISE, 'slack', 'P1', { first_reply: 900 });
    expect(targetAt(own, 'slack', 'P1')?.first_reply).toBe(900);
    const gone = withTarget(own, 'slack', 'P1', { first_reply: null });
    expect(targetAt(gone, 'slack', 'P1')).toBeUndefined();
  });

  it('puts a new policy before the one that takes everything, and moves none behind it', () => {
    const { drafts, key } = withNew(SAVED, 'Contract');
    expect(names(drafts)).toEqual(['Enterprise', 'SMB', 'Contract', 'Everyone else']);
    expect(names(moved(drafts, key, -1))).toEqual(['Enterprise', 'Contract', 'SMB', 'Everyone else']);
    expect(names(moved(drafts, key, 1))).toEqual(names(drafts));
    expect(names(moved(drafts, ENTERPRISE.key, -1))).toEqual(names(drafts));
  });
});
