import type { Me } from '@/shared/api';
import { answer, page, refusal } from '@/shared/testing/answers';
import { brand, team } from '@/shared/testing/directory';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { ConditionField, DryRun, Rule, RoutingRules } from '../settings/api';

export const CONDITIONS: ConditionField[] = [
  { name: 'channel', label: '', kind: 'choice', group: 'ticket', operators: ['is', 'is_not'], choices: ['email', 'widget', 'api'], is_open: false, unit: '' },
  { name: 'tags', label: '', kind: 'texts', group: 'ticket', operators: ['is', 'is_not', 'contains', 'starts_with'], choices: [], is_open: false, unit: '' },
  { name: 'health', label: '', kind: 'number', group: 'customer', operators: ['under', 'at_most', 'at_least', 'over'], choices: [], is_open: false, unit: 'points' },
  { name: 'company.seats', label: 'Seats sold', kind: 'number', group: 'customer', operators: ['under', 'at_most', 'at_least', 'over'], choices: [], is_open: true, unit: '' },
];

export const rule = (key: string, name: string, given: Partial<Rule> = {}): Rule => ({
  key,
  name,
  is_active: true,
  when: { all: [{ field: 'channel', op: 'is', value: ['email'] }] },
  then: { tier: 'T2', team: 'pipelines', skills: [], min_priority: '', tags: [], notify: [] },
  ...given,
});

export const RULES: RoutingRules = {
  version: 7,
  published_at: '2026-03-02T09:00:00Z',
  published_by: 'Priya Raman',
  rules: [rule('first', 'Large accounts'), rule('second', 'Everything by mail'), rule('third', 'Trials')],
  settings: {
    assigns: true,
    relax_after_seconds: 300,
    hold_for_assistant_seconds: 120,
    thresholds: { P1: 70, P2: 45, P3: 20 },
    weights: { impact: 30, urgency: 25, value: 25, sentiment: 10, waiting: 10 },
    tier_hours: { T1: 2, T2: 8, T3: 48 },
    triggers: { sentiment_messages: 3, repeated_contacts: 3, repeated_days: 7, value_arr: 25_000, value_renewal_days: 60, value_health: 50 },
    chains: { T1: [['escalate_senior']], T2: [['escalate_senior']], T3: [['notify_on_call']] },
    on_call: {},
  },
  conditions: CONDITIONS,
  fields_known: [],
  operators: [],
  priorities: [],
  tiers: [],
};

export const DRY_RUN: DryRun = {
  version: 7,
  looked_at: 1000,
  since: null,
  until: null,
  moved: 412,
  reprioritized: 0,
  by_signals: 3,
  flows: [{ from: { tier: 'T1', team: '' }, to: { tier: 'T2', team: 'pipelines' }, count: 412 }],
  tickets: [
    {
      number: 48190,
      subject: 'Row counts differ',
      company: 'Kestrel Freight',
      from: { tier: 'T1', team: '', priority: 'P3', rule: '' },
      to: { tier: 'T2', team: 'pipelines', priority: 'P3', rule: 'first' },
    },
  ],
  rules: [{ key: 'first', decided: 412, held: 430, conditions: { '': 430, '0': 430 } }],
  warnings: [{ fault: 'unreachable', place: 2, others: [1], count: 0, tickets: [], detail: '' }],
  changes: { rules: [], settings: [] },
};

/** The API of these screens: it keeps what is published, and notes what it was asked. */
export function routingBackend(given: { verbs?: string[]; isTaken?: boolean } = {}) {
  const state = { rules: RULES };
  const asked: { path: string; body: unknown; ifMatch: string | null }[] = [];
  const who: Me = { ...ME, verbs: given.verbs ?? ['routing.write'] };
  server.use(
    answer('/me', 'get', who),
    answer('/companies/completeness', 'get', { companies: 0, enough_percent: 70, facts: [] }),
    answer('/brands', 'get', page([brand(1, 'Halyard')])),
    answer('/teams', 'get', page([team(2, 'Pipelines', { tier: 2 })])),
    answer('/skills', 'get', page([{ id: 1, name: 'Snowflake', slug: 'snowflake' }])),
    answer('/routing/rules', 'get', () => state.rules),
    answer('/routing/rules/counts', 'get', { results: [{ key: 'first', day: 71, week: 300 }] }),
    answer('/routing/rules/dry-run', 'post', ({ body }) => {
      asked.push({ path: 'dry-run', body, ifMatch: null });
      return DRY_RUN;
    }),
    answer('/routing/rules', 'put', ({ body, request }) => {
      asked.push({ path: 'publish', body, ifMatch: request.headers.get('If-Match') });
      if (given.isTaken && state.rules.version === RULES.version) {
        state.rules = { ...RULES, version: 8, rules: [...RULES.rules, rule('theirs', 'From somebody else')] };
        return refusal(412, { code: 'version_changed', detail: 'Somebody published other rules in between.' });
      }
      const rules = body.rules as Rule[];
      state.rules = { ...state.rules, version: state.rules.version + 1, rules };
      return state.rules;
    }),
  );
  return { asked, state };
}
