import { mergedThreeWays, type Entry, type Merge, type MergeNotes, type Sides } from '@/shared/lib/three-way';
import type { Preferences } from './api';
import { isSame } from './draft';

type Rota = Preferences['on_call'];
type Three<Value> = Record<'base' | 'mine' | 'theirs', Value>;

/** A value with its place: `weights.impact`, `chains.T1.2` for the second step, `on_call.people.7`. */
interface Placed extends Entry {
  value: unknown;
}

const isSameValue = (a: Placed, b: Placed): boolean => isSame(a.value, b.value);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const each = <From, To>({ base, mine, theirs }: Three<From>, make: (side: From) => To): Three<To> => ({ base: make(base), mine: make(mine), theirs: make(theirs) });
const merge = (sides: Sides<Placed>): Merge<Placed> => mergedThreeWays(sides, isSameValue);

/** The members of an object, each an entry. */
const membersOf = (name: string, object: object): Placed[] =>
  Object.entries(object as Record<string, unknown>).map(([member, value]) => ({ key: `${name}.${member}`, name: `${name}.${member}`, value }));

/** How many items two lists have in common from the front. */
function shared(one: readonly unknown[], other: readonly unknown[]): number {
  const end = one.findIndex((item, at) => !isSame(item, other[at]));
  return end < 0 ? one.length : end;
}

/**
 * The steps of a chain, each with the key of the step that it was in the base.
 *
 * What is alike at both ends is the same step; between them one stands for the other by place.
 */
function stepsOf(path: string, steps: readonly string[][], base: readonly string[][]): Placed[] {
  const front = shared(base, steps);
  const back = Math.min(shared([...base].reverse(), [...steps].reverse()), steps.length - front, base.length - front);
  const added = new Map<string, number>();
  return steps.map((value, at) => {
    const isBack = at >= steps.length - back;
    const place = isBack ? at + base.length - steps.length : at;
    const name = `${path}.${String(at + 1)}`;
    if (isBack || place < base.length - back) return { key: String(place), name, value };
    // What both sides add is one step, but the same step may be added twice.
    const text = JSON.stringify(value);
    const count = (added.get(text) ?? 0) + 1;
    added.set(text, count);
    return { key: `new ${String(count)} ${text}`, name, value };
  });
}

/** The people of a rota and the rest of it; a rota that one side took away is gone or stays whole. */
function mergedRota(sides: Three<Rota>): { rota: Rota; notes: MergeNotes[] } {
  const { base, mine, theirs } = sides;
  const isGone = (rota: Rota): boolean => (rota.people ?? []).length === 0;
  if (!isGone(base) && (isGone(mine) || isGone(theirs))) {
    const whole = (rota: Rota): Placed[] => (isGone(rota) ? [] : [{ key: 'on_call', name: 'on_call', value: rota }]);
    const { items, notes } = merge(each(sides, whole));
    return { rota: (items[0]?.value as Rota | undefined) ?? {}, notes: [notes] };
  }
  const people = merge(each(sides, (rota) => (rota.people ?? []).map((id) => ({ key: String(id), name: `on_call.people.${String(id)}`, value: id }))));
  const rest = merge(each(sides, ({ people: _people, ...others }) => membersOf('on_call', others)));
  if (people.items.length === 0) return { rota: {}, notes: [people.notes] };
  const values = new Map<string, unknown>([['on_call.people', people.items.map(({ value }) => value)], ...rest.items.map(({ key, value }) => [key, value] as const)]);
  // In the order of the newer version, so that the same rota is not taken for a change.
  const names = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  return { rota: Object.fromEntries([...names].map((name) => [name, values.get(`on_call.${name}`)])), notes: [people.notes, rest.notes] };
}

function joined(all: readonly MergeNotes[]): MergeNotes {
  const list = (name: Exclude<keyof MergeNotes, 'isOrderMine'>): string[] => all.flatMap((notes) => notes[name]);
  return { taken: list('taken'), gone: list('gone'), mine: list('mine'), dropped: list('dropped'), renewed: list('renewed'), isOrderMine: all.some(({ isOrderMine }) => isOrderMine) };
}

/**
 * Changed settings as a change of the newer ones, value by value.
 *
 * Each number of an object, each step of a chain, each person on call is one; the notes name them by their places.
 */
export function mergedPreferences(sides: Three<Preferences>): { values: Preferences; notes: MergeNotes } {
  const plain = merge(
    each(sides, ({ chains: _chains, on_call: _rota, ...rest }) =>
      Object.entries(rest).flatMap(([name, value]) => (isObject(value) ? membersOf(name, value) : [{ key: name, name, value }])),
    ),
  );
  const found = new Map(plain.items.map(({ key, value }) => [key, value]));
  const chains = Object.keys(sides.theirs.chains).map((name) => {
    const tier = name as keyof Preferences['chains'];
    const steps = merge(each(sides, (side) => stepsOf(`chains.${tier}`, side.chains[tier], sides.base.chains[tier])));
    return { tier, steps: steps.items.map(({ value }) => value), notes: steps.notes };
  });
  const rota = mergedRota(each(sides, ({ on_call }) => on_call));
  const valueOf = (name: string, old: unknown): unknown =>
    isObject(old) ? Object.fromEntries(Object.keys(old).map((member) => [member, found.get(`${name}.${member}`)])) : found.get(name);
  const values = Object.entries(sides.theirs).map(([name, old]): [string, unknown] => {
    if (name === 'chains') return [name, Object.fromEntries(chains.map(({ tier, steps }) => [tier, steps]))];
    return [name, name === 'on_call' ? rota.rota : valueOf(name, old)];
  });
  return { values: Object.fromEntries(values) as Preferences, notes: joined([plain.notes, ...chains.map(({ notes }) => notes), ...rota.notes]) };
}
