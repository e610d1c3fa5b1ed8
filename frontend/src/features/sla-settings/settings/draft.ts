import { mergedMembers, mergedThreeWays, type Combine, type Merge, type Sides } from '@/shared/lib/three-way';
import type { Channel, Draft, Policy, Priority, Target } from './api';

let made = 0;

/** Policies as they are edited. */
export const draftsOf = (policies: readonly Policy[]): Draft[] => policies.map((policy) => ({ ...policy, key: `policy-${policy.id}` }));

const plain = ({ key: _key, ...rest }: Draft): object => rest;

/** Whether something would be published. */
export const isChanged = (drafts: readonly Draft[], saved: readonly Draft[]): boolean =>
  JSON.stringify(drafts.map(plain)) !== JSON.stringify(saved.map(plain));

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A policy that both sides changed: each of its targets is merged on its own. */
const combined: Combine<Draft> = ({ base, mine, theirs }) => {
  const whole = mergedMembers({ base: { ...base, targets: [] }, mine: { ...mine, targets: [] }, theirs: { ...theirs, targets: [] } }, isSame);
  const rows = (policy: Draft) => policy.targets.map((row) => ({ key: `${row.channel} ${row.priority}`, name: '', row }));
  const { items, notes } = mergedThreeWays(
    { base: rows(base), mine: rows(mine), theirs: rows(theirs) },
    (a, b) => isSame(a.row, b.row),
    (one) => one,
    (sides) => {
      const { item, ...rest } = mergedMembers({ base: sides.base.row, mine: sides.mine.row, theirs: sides.theirs.row }, isSame);
      return { item: { ...sides.mine, row: item }, ...rest };
    },
  );
  return {
    item: { ...whole.item, targets: inOrder(items.map(({ row }) => row)) },
    isTaken: whole.isTaken || notes.taken.length + notes.gone.length > 0,
    isMine: whole.isMine || notes.mine.length + notes.dropped.length + notes.renewed.length > 0,
  };
};

/** A draft on top of what others published meanwhile; the policy that takes everything stays last. */
export function mergedPolicies(sides: Sides<Draft>): Merge<Draft> {
  const { items, notes } = mergedThreeWays(sides, (a, b) => !isChanged([a], [b]), (one) => ({ ...one, id: null }), combined);
  return { items: [...items.filter((one) => !one.is_default), ...items.filter((one) => one.is_default)], notes };
}

export const targetAt = (policy: Pick<Draft, 'targets'>, channel: Channel, priority: Priority): Target | undefined =>
  policy.targets.find((row) => row.channel === channel && row.priority === priority);

const NOTHING = {
  first_reply: null, next_reply: null, resolution: null,
  periodic_update: null, agent_work_time: null, requester_wait_time: null,
  always_open: false,
};

const promisesTheSame = (row: Target, other: Target): boolean =>
  Object.keys(NOTHING).every((name) => row[name as keyof typeof NOTHING] === other[name as keyof typeof NOTHING]);

/** The row that holds for a channel while it has none of its own. */
export const inheritedAt = (policy: Pick<Draft, 'targets'>, channel: Channel, priority: Priority): Target | undefined =>
  channel === 'slack' ? targetAt(policy, 'chat', priority) : undefined;

/**
 * The policy with this change in one cell.
 *
 * A channel's own row begins with what it inherited, and is left out once it says no other than that.
 */
export function withTarget(policy: Draft, channel: Channel, priority: Priority, change: Partial<Target>): Draft {
  const old = targetAt(policy, channel, priority);
  const inherited = inheritedAt(policy, channel, priority);
  const row: Target = { ...(old ?? inherited ?? NOTHING), channel, priority, ...change };
  const others = policy.targets.filter((one) => one !== old);
  const isOwn = channel === 'email' || channel === 'chat' || !promisesTheSame(row, inherited ?? { ...NOTHING, channel, priority });
  return { ...policy, targets: isOwn ? inOrder([...others, row]) : others };
}

/** As the server has them, so that a change taken back is no change. */
function inOrder(targets: Target[]): Target[] {
  const nameOf = (row: Target): string => `${row.channel} ${row.priority}`;
  return targets.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** A policy that copies another's targets; it stands before the last one, which takes everything. */
export function withNew(drafts: readonly Draft[], name: string): { drafts: Draft[]; key: string } {
  const last = drafts[drafts.length - 1];
  if (!last) return { drafts: [], key: '' };
  made += 1;
  const key = `new-${made}`;
  const added: Draft = { ...last, id: null, key, name, is_default: false, conditions: {} };
  return { drafts: [...drafts.slice(0, -1), added, last], key };
}

/** The policy moved by one place; the last one, which takes everything, stays last. */
export function moved(drafts: readonly Draft[], key: string, by: -1 | 1): Draft[] {
  const from = drafts.findIndex((one) => one.key === key);
  const to = from + by;
  if (from < 0 || to < 0 || from >= drafts.length - 1 || to >= drafts.length - 1) return [...drafts];
  const next = [...drafts];
  const [one] = next.splice(from, 1);
  if (one) next.splice(to, 0, one);
  return next;
}
