import { describe, expect, it } from 'vitest';
import { switched, withTeam } from './chain-step';

describe('a step of a chain', () => {
  it('gives the ticket to one place at most', () => {
    expect(switched(['notify_csm', 'escalate_tier'], 'reassign_senior', true)).toEqual(['notify_csm', 'reassign_senior']);
    expect(withTeam(['reassign_on_call', 'raise_priority'], 'pipelines')).toEqual(['raise_priority', 'reassign_team:pipelines']);
    expect(switched(['reassign_senior', 'notify_csm'], 'reassign_csm', true)).toEqual(['notify_csm', 'reassign_csm']);
    expect(switched(['reassign_team:pipelines'], 'escalate_tier', true)).toEqual(['escalate_tier']);
  });

  it('keeps the rest as it is', () => {
    expect(switched(['escalate_tier', 'notify_csm'], 'notify_csm', false)).toEqual(['escalate_tier']);
    expect(switched(['escalate_tier'], 'notify_lead', true)).toEqual(['escalate_tier', 'notify_lead']);
    expect(withTeam(['reassign_team:pipelines', 'notify_csm'], '')).toEqual(['notify_csm']);
    expect(withTeam(['reassign_team:pipelines'], 'billing')).toEqual(['reassign_team:billing']);
  });
});
