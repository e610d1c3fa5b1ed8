import { describe, expect, it } from 'vitest';
import { moved } from '@/shared/lib/moved';
import type { Condition } from './api';
import { addedTo, asGroup, changedAt, comparisonOf, joinedBy, lackOf, newRule, valuesOf } from './draft';

const is = (field: string, value: string): Condition => ({ field, op: 'is', value });

describe('a draft of rules', () => {
  it('changes, adds and takes away at any depth', () => {
    const when: Condition = { all: [is('channel', 'email'), { any: [is('tags', 'a')] }] };
    expect(addedTo(when, [1], is('tags', 'b'))).toEqual({ all: [is('channel', 'email'), { any: [is('tags', 'a'), is('tags', 'b')] }] });
    expect(changedAt(when, [1, 0], () => null)).toEqual({ all: [is('channel', 'email'), { any: [] }] });
    expect(changedAt(when, [0], () => is('channel', 'api'))).toEqual({ all: [is('channel', 'api'), { any: [is('tags', 'a')] }] });
    expect(joinedBy(when, [1], 'all')).toEqual({ all: [is('channel', 'email'), { all: [is('tags', 'a')] }] });
    expect(when).toEqual({ all: [is('channel', 'email'), { any: [is('tags', 'a')] }] });
  });

  it('shows a single comparison and nothing at all as a group', () => {
    expect(asGroup(is('channel', 'email'))).toEqual({ all: [is('channel', 'email')] });
    expect(asGroup({})).toEqual({ all: [] });
  });

  it('draws a rule to its place, and nowhere outside', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
  });

  it('begins a comparison with a value that fits its field', () => {
    const field = { name: 'x', label: '', group: 'ticket' as const, is_open: false, unit: '', choices: [] };
    expect(comparisonOf({ ...field, kind: 'number', operators: ['under'] })).toEqual({ field: 'x', op: 'under', value: 0 });
    expect(comparisonOf({ ...field, kind: 'flag', operators: ['is'] })).toEqual({ field: 'x', op: 'is', value: true });
    expect(comparisonOf({ ...field, kind: 'choice', operators: ['is'], choices: ['a'] })).toEqual({ field: 'x', op: 'is', value: ['a'] });
  });

  it('says what is missing before the server does', () => {
    const rule = newRule('Exports');
    expect(lackOf(rule)).toBeNull();
    expect(lackOf({ ...rule, name: ' ' })).toBe('name');
    expect(lackOf({ ...rule, when: { all: [{ any: [is('tags', '')] }] } })).toBe('value');
    expect(rule.key).toMatch(/^[a-z0-9][a-z0-9-]{0,39}$/);
    expect(valuesOf({ value: 0 })).toEqual(['0']);
  });
});
