import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type RoutingRules = Schemas['RoutingRules'];
export type Rule = Schemas['RoutingRule'];
export type Outcome = Schemas['RuleOutcome'];
export type Condition = Schemas['RuleCondition'];
export type ConditionField = Schemas['ConditionField'];
export type Preferences = Schemas['RoutingPreferences'];
export type DryRun = Schemas['DryRun'];
export type RuleWarning = Schemas['RuleWarning'];
export type Example = Schemas['RoutingExample'];
export type Comparison = Schemas['Comparison'];
export type Skill = Schemas['Skill'];
export type RoutingMeasure = Schemas['RoutingMeasure'];
export type TeamLoad = Schemas['TeamLoad'];
export type LoadPerson = Schemas['LoadPerson'];
export type LoadTicket = Schemas['LoadTicket'];
export type WaitingTicket = Schemas['WaitingTicket'];
type PreferencesForm = Schemas['PreferencesForm'];

export const routingKeys = {
  rules: ['routing', 'rules'] as const,
  counts: ['routing', 'counts'] as const,
  versions: ['routing', 'versions'] as const,
  version: (version: number) => ['routing', 'versions', version] as const,
  settings: ['routing', 'settings'] as const,
  skills: ['skills'] as const,
  load: ['routing', 'load'] as const,
};

/** A period of dates, and perhaps a team. */
export interface MeasuresQuery {
  since: string;
  until: string;
  timezone: string;
  team_id?: number;
}

const A_MINUTE = 60_000;

export const rulesQuery = queryOptions({
  queryKey: routingKeys.rules,
  queryFn: ({ signal }) => api.get('/routing/rules', { signal }),
  // Who changes them hears soon that somebody else has published, not only when they publish themselves.
  refetchInterval: A_MINUTE / 2,
  refetchOnWindowFocus: 'always',
});

export const countsQuery = queryOptions({
  queryKey: routingKeys.counts,
  queryFn: ({ signal }) => api.get('/routing/rules/counts', { signal }).then(({ results }) => results),
  refetchInterval: A_MINUTE,
});

export const versionsQuery = queryOptions({
  queryKey: routingKeys.versions,
  queryFn: ({ signal }) => api.get('/routing/rules/versions', { signal }).then(({ results }) => results),
});

export const versionQuery = (version: number) =>
  queryOptions({
    queryKey: routingKeys.version(version),
    queryFn: ({ signal }) => api.get('/routing/rules/versions/{version}', { path: { version }, signal }),
  });

export const settingsQuery = queryOptions({
  queryKey: routingKeys.settings,
  queryFn: ({ signal }) => api.get('/routing/settings', { signal }),
});

export const measuresQuery = (query: MeasuresQuery) =>
  queryOptions({
    queryKey: ['routing', 'measures', query] as const,
    queryFn: ({ signal }) => api.get('/routing/measures', { query, signal }).then(({ results }) => results),
  });

export const measuredQuery = (query: MeasuresQuery & { measure: RoutingMeasure['measure']; all?: boolean; person_id?: number }) =>
  queryOptions({
    queryKey: ['routing', 'measures', 'tickets', query] as const,
    queryFn: ({ signal }) => api.get('/routing/measures/tickets', { query, signal }),
  });

export const skillsQuery = queryOptions({
  queryKey: routingKeys.skills,
  queryFn: ({ signal }) => api.get('/skills', { signal }).then(({ results }) => results),
});

/** The form of rules that the server takes. */
const bodyOf = (rules: readonly Rule[]): BodyOf<'/routing/rules', 'put'>['rules'] => rules.map((rule) => ({ ...rule, when: { ...rule.when } }));

/** The settings in the form that the server takes. */
export const settingsOf = (known: Preferences): PreferencesForm => ({
  ...known,
  weights: { ...known.weights },
  thresholds: { ...known.thresholds },
  tier_hours: { ...known.tier_hours },
  triggers: { ...known.triggers },
  chains: { ...known.chains },
  on_call: { ...known.on_call },
});

export const loadQuery = queryOptions({
  queryKey: routingKeys.load,
  queryFn: ({ signal }) => api.get('/routing/load', { signal }),
  refetchInterval: A_MINUTE / 2,
});

export const routingApi = {
  /** Refused with 412 where somebody has changed the ticket since `version`. */
  assign: (number: number, assignee: number | null, version: number) =>
    api.patch('/tickets/{number}', { path: { number }, body: { assignee }, ifMatch: version }),
  lend: (team: number, user: number, until: string) => api.put('/teams/{team_id}/loans/{user_id}', { path: { team_id: team, user_id: user }, body: { until } }),
  bringBack: (team: number, user: number) => api.delete('/teams/{team_id}/loans/{user_id}', { path: { team_id: team, user_id: user } }),
  /** Refused with 412 where somebody has published since `seen`. */
  publish: (seen: RoutingRules, change: { rules?: readonly Rule[]; settings?: PreferencesForm }) =>
    api.put('/routing/rules', {
      body: { ...seen, rules: bodyOf(change.rules ?? seen.rules), settings: { ...settingsOf(seen.settings), ...change.settings } },
      ifMatch: seen.version,
    }),
  dryRun: (rules: readonly Rule[], tickets: number) => api.post('/routing/rules/dry-run', { body: { rules: bodyOf(rules), tickets } }),
  example: (rules: readonly Rule[], number: number, settings?: PreferencesForm) =>
    api.post('/routing/rules/example', { body: { rules: bodyOf(rules), number, ...(settings ? { settings } : {}) } }),
};
