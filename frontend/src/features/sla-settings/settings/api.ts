import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Policy = Schemas['SlaPolicy'];
export type Policies = Schemas['SlaPolicies'];
export type Calendars = Schemas['SlaCalendars'];
export type Target = Schemas['SlaTarget'];
export type Conditions = Schemas['SlaConditions'];
export type Step = Schemas['SlaStep'];
export type Calendar = Schemas['SlaCalendar'];
export type Interval = Schemas['WorkingTime'];
export type Preview = Schemas['SlaPreview'];
export type Example = Schemas['SlaExample'];
export type Difference = Schemas['SlaDifference'];
export type Compliances = Schemas['Compliances'];
export type Measure = Schemas['SlaClock']['kind'];
export type Channel = Target['channel'];
export type Priority = Target['priority'];

/** A policy while it is edited: a new one has no id yet, and every one has a key that stays. */
export interface Draft extends Omit<Policy, 'id'> {
  id: number | null;
  key: string;
}

export const PRIORITIES: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];
export const REPLY_MEASURES: readonly Measure[] = ['first_reply', 'next_reply', 'resolution'];
export const WORK_MEASURES: readonly Measure[] = ['periodic_update', 'agent_work_time', 'requester_wait_time'];
export const ACTIONS = [
  'notify_assignee', 'notify_team', 'notify_lead', 'notify_csm', 'escalate_senior', 'escalate_tier', 'reassign_senior',
  'reassign_csm', 'reassign_on_call', 'raise_priority',
] as const;
export type Action = (typeof ACTIONS)[number];
/** With the slug of a team behind it, what gives the ticket to that team. */
export const TO_TEAM = 'reassign_team:';

/** What compliance is told by. */
export const GROUPS = ['policy', 'team', 'segment', 'category', 'measure', 'month'] as const;
export type Group = (typeof GROUPS)[number];

export const slaKeys = {
  policies: ['sla', 'policies'] as const,
  calendars: ['sla', 'calendars'] as const,
  versions: ['sla', 'versions'] as const,
  regions: ['sla', 'regions'] as const,
  version: (version: number) => ['sla', 'versions', version] as const,
  misses: (query: object) => ['sla', 'compliance', 'misses', query] as const,
  compliance: (query: object) => ['sla', 'compliance', query] as const,
};

export const policiesQuery = queryOptions({
  queryKey: slaKeys.policies,
  queryFn: ({ signal }) => api.get('/sla/policies', { signal }),
});
export const calendarsQuery = queryOptions({
  queryKey: slaKeys.calendars,
  queryFn: ({ signal }) => api.get('/sla/calendars', { signal }),
});
export const versionsQuery = queryOptions({
  queryKey: slaKeys.versions,
  queryFn: ({ signal }) => api.get('/sla/versions', { signal }),
});
export const regionsQuery = queryOptions({
  queryKey: slaKeys.regions,
  queryFn: ({ signal }) => api.get('/sla/regions', { signal }).then(({ results }) => results),
  staleTime: Infinity,
});
export const versionQuery = (version: number) =>
  queryOptions({
    queryKey: slaKeys.version(version),
    queryFn: ({ signal }) => api.get('/sla/versions/{version}', { path: { version }, signal }),
    staleTime: Infinity,
  });

/** What going back to a version would do, to the tickets as they are while another is in force. */
export const versionPreviewQuery = (version: number, newest: number) =>
  queryOptions({
    queryKey: ['sla', 'preview', 'version', version, newest] as const,
    queryFn: ({ signal }) => api.post('/sla/versions/{version}/preview', { path: { version }, signal }),
    retry: false,
  });

export type PoliciesBody = BodyOf<'/sla/policies', 'put'>;
export type CalendarsBody = BodyOf<'/sla/calendars', 'put'>;
export type ExampleTicket = BodyOf<'/sla/example', 'post'>['ticket'];

/** Drafts as the server takes them. */
export function bodyOf(drafts: readonly Draft[]): PoliciesBody {
  return {
    results: drafts.map(({ id, key: _key, ...rest }) => (id === null ? rest : { id, ...rest })),
  } as PoliciesBody;
}

export const slaApi = {
  /** Refused with 412 where somebody has published since that version. */
  publish: (drafts: readonly Draft[], version: number) => api.put('/sla/policies', { body: bodyOf(drafts), ifMatch: version }),
  preview: (drafts: readonly Draft[], signal: AbortSignal) => api.post('/sla/policies/preview', { body: bodyOf(drafts), signal }),
  example: (ticket: ExampleTicket, drafts: readonly Draft[], signal: AbortSignal) =>
    api.post('/sla/example', { body: { ticket, ...bodyOf(drafts) }, signal }),
  publishCalendars: (body: CalendarsBody, version: number) => api.put('/sla/calendars', { body, ifMatch: version }),
  previewCalendars: (body: CalendarsBody, signal: AbortSignal) => api.post('/sla/calendars/preview', { body, signal }),
  restore: (version: number, newest: number) => api.put('/sla/versions/{version}/restore', { path: { version }, ifMatch: newest }),
};
