import { describe, expect, it } from 'vitest';
import { RULES } from '../testing/backend';
import type { Preferences } from './api';
import { mergedPreferences } from './preferences-merge';

const NOTHING = { taken: [], gone: [], mine: [], dropped: [], renewed: [], isOrderMine: false };
const ROTA = { people: [1, 2], since: '2026-03-02', days: 7, hour: 9, timezone: 'UTC' };
const BASE: Preferences = { ...RULES.settings, on_call: ROTA };

const merge = (mine: Partial<Preferences>, theirs: Partial<Preferences>, base = BASE) =>
  mergedPreferences({ base, mine: { ...base, ...mine }, theirs: { ...base, ...theirs } });

const chain = (base: string[], mine: string[], theirs: string[]) => {
  const side = (steps: string[]): Preferences => ({ ...BASE, chains: { ...BASE.chains, T1: steps.map((step) => step.split('+')) } });
  const { values, notes } = mergedPreferences({ base: side(base), mine: side(mine), theirs: side(theirs) });
  return { steps: values.chains.T1.map((step) => step.join('+')), notes };
};

describe('settings of routing on top of what somebody else published', () => {
  it.each([
    ['weights', { ...BASE.weights, impact: 35, waiting: 5 }, { ...BASE.weights, value: 20, sentiment: 15 }, ['weights.value', 'weights.sentiment']],
    ['thresholds', { ...BASE.thresholds, P1: 80 }, { ...BASE.thresholds, P3: 10 }, ['thresholds.P3']],
    ['tier_hours', { ...BASE.tier_hours, T1: 3 }, { ...BASE.tier_hours, T3: 72 }, ['tier_hours.T3']],
    ['triggers', { ...BASE.triggers, sentiment_messages: 5 }, { ...BASE.triggers, repeated_days: 14 }, ['triggers.repeated_days']],
    ['on_call', { ...ROTA, days: 14 }, { ...ROTA, hour: 12 }, ['on_call.hour']],
  ] as const)('keeps what each side changed within %s', (name, mine, theirs, taken) => {
    const { values, notes } = merge({ [name]: mine }, { [name]: theirs });
    const before = BASE[name] as Record<string, unknown>;
    const own = Object.fromEntries(Object.entries(mine).filter(([member, value]) => before[member] !== value));
    expect(values).toEqual({ ...BASE, [name]: { ...theirs, ...own } });
    expect(notes).toEqual({ ...NOTHING, taken });
  });

  it('keeps the draft of a number that both changed, and names it', () => {
    const { values, notes } = merge({ weights: { ...BASE.weights, impact: 35 } }, { weights: { ...BASE.weights, impact: 40, value: 15 } });
    expect(values.weights).toEqual({ ...BASE.weights, impact: 35, value: 15 });
    expect(notes).toEqual({ ...NOTHING, mine: ['weights.impact'], taken: ['weights.value'] });
  });

  it('merges what stands alone', () => {
    const { values, notes } = merge({ assigns: false }, { relax_after_seconds: 600 });
    expect(values).toEqual({ ...BASE, assigns: false, relax_after_seconds: 600 });
    expect(notes).toEqual({ ...NOTHING, taken: ['relax_after_seconds'] });
  });

  it('is no change where the draft changed the same', () => {
    const rota = { timezone: 'UTC', hour: 12, days: 7, since: '2026-03-02', people: [2, 1] };
    const { values, notes } = merge({ on_call: { ...ROTA, people: [2, 1], hour: 12 }, assigns: false }, { on_call: rota, assigns: false });
    expect(JSON.stringify(values)).toBe(JSON.stringify({ ...BASE, assigns: false, on_call: rota }));
    expect(notes).toEqual(NOTHING);
  });
});

describe('chains on top of what somebody else published', () => {
  it('merges other tiers', () => {
    const { values } = merge({ chains: { ...BASE.chains, T1: [['notify_lead']] } }, { chains: { ...BASE.chains, T2: [['notify_csm']] } });
    expect(values.chains).toEqual({ ...BASE.chains, T1: [['notify_lead']], T2: [['notify_csm']] });
  });

  it.each([
    ['another step each', ['a', 'b', 'c'], ['A', 'b', 'c'], ['a', 'b', 'C'], ['A', 'b', 'C'], { taken: ['chains.T1.3'] }],
    ['the same step', ['a', 'b'], ['a+x', 'b'], ['a+y', 'b'], ['a+x', 'b'], { mine: ['chains.T1.1'] }],
    ['one removes what stands before what the other changes', ['a', 'b', 'c'], ['b', 'c'], ['a', 'b', 'C'], ['b', 'C'], { taken: ['chains.T1.3'] }],
    ['a step at each end', ['a'], ['m', 'a'], ['a', 't'], ['m', 'a', 't'], { taken: ['chains.T1.2'] }],
    ['the same step added', ['a'], ['a', 'n'], ['a', 'n'], ['a', 'n'], {}],
    ['two like steps added', ['a'], ['a', 'n', 'n'], ['a'], ['a', 'n', 'n'], {}],
    ['removed there and changed here', ['a', 'b'], ['a', 'B'], ['a'], ['a', 'B'], { renewed: ['chains.T1.2'] }],
    ['removed here and changed there', ['a', 'b'], ['a'], ['a', 'B'], ['a'], { dropped: ['chains.T1.2'] }],
  ])('%s', (_, base, mine, theirs, steps, notes) => {
    expect(chain(base, mine, theirs)).toEqual({ steps, notes: { ...NOTHING, ...notes } });
  });
});

describe('a rota on top of what somebody else published', () => {
  it('has the people that each side added, without those that either removed', () => {
    const { values, notes } = merge({ on_call: { ...ROTA, people: [1, 2, 3] } }, { on_call: { ...ROTA, people: [2, 4] } });
    expect(values.on_call).toEqual({ ...ROTA, people: [2, 3, 4] });
    expect(notes).toEqual({ ...NOTHING, gone: ['on_call.people.1'], taken: ['on_call.people.4'] });
  });

  it('is gone where only others took it away, and stays whole where the draft changed it', () => {
    expect(merge({ assigns: false }, { on_call: {} })).toMatchObject({ values: { on_call: {} }, notes: { ...NOTHING, gone: ['on_call'] } });
    expect(merge({ on_call: { ...ROTA, days: 3 } }, { on_call: {} })).toMatchObject({ values: { on_call: { ...ROTA, days: 3 } }, notes: { ...NOTHING, renewed: ['on_call'] } });
    expect(merge({ on_call: {} }, { on_call: { ...ROTA, days: 3 } })).toMatchObject({ values: { on_call: {} }, notes: { ...NOTHING, dropped: ['on_call'] } });
  });

  it('has everybody where both began one', () => {
    const none = { ...BASE, on_call: {} };
    const { values, notes } = merge({ on_call: { ...ROTA, people: [1] } }, { on_call: { ...ROTA, people: [2], days: 3 } }, none);
    expect(values.on_call).toEqual({ ...ROTA, people: [1, 2] });
    expect(notes).toEqual({ ...NOTHING, taken: ['on_call.people.2'], mine: ['on_call.days'] });
  });
});
