import type { Boundary } from './api';

/** Where the assistant can answer. */
export const CHANNELS = ['widget', 'email', 'slack', 'web', 'api', 'sms', 'social'] as const;
export const SEGMENTS = ['enterprise', 'mid_market', 'smb', 'self_serve'] as const;
export const STATES = ['renewal_near', 'renewal_past', 'low_health', 'unknown'] as const;
export const TYPES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const;

/** A new boundary with a key of its own. */
export function newBoundary(known: readonly Boundary[]): Boundary {
  const keys = new Set(known.map(({ key }) => key));
  let number = known.length + 1;
  while (keys.has(`own-${number}`)) number += 1;
  return {
    key: `own-${number}`, label: '', is_on: true, keywords: [], segments: [], account_states: [], issue_types: [],
    owner_id: null, reason: '', review_on: null,
  };
}

/** A list with or without a value, in the order of all that can be chosen. */
export const toggled = <Value extends string>(all: readonly Value[], chosen: readonly Value[], value: Value, isOn: boolean): Value[] =>
  all.filter((one) => (one === value ? isOn : chosen.includes(one)));
