import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type TicketIssue = Schemas['TicketIssue'];
export type TicketIssues = Schemas['TicketIssues'];
export type EngineeringIssue = Schemas['EngineeringIssue'];
export type Proposal = Schemas['IssueProposal'];
export type Candidate = Schemas['Candidate'];
export type FixAnswer = Schemas['FixAnswer'];
export type Catalog = Schemas['TrackerCatalog'];
export type TrackerSettings = Schemas['TrackerSettings'];
export type NewIssue = BodyOf<'/tickets/{number}/issues', 'post'>;
export type SettingsBody = BodyOf<'/issues/trackers/{connection_id}', 'put'>;

/** The trackers, by the key of their connections; what only some of them have. */
export const TRACKERS = {
  linear: { label: 'Linear', hasProjects: true, hasPriorities: true, keyLooks: 'lin_api_…', issueLooks: 'ABC-123' },
  github: { label: 'GitHub', hasProjects: false, hasPriorities: false, keyLooks: 'github_pat_…', issueLooks: 'owner/name#12' },
} as const;
export type Tracker = keyof typeof TRACKERS;

export const isTracker = (system: string): system is Tracker => system in TRACKERS;
/** For texts that say it otherwise for one of them. */
export const wordsOf = (system: string) => ({ context: system === 'github' ? ('github' as const) : undefined });
export const labelOf = (system: string): string => (isTracker(system) ? TRACKERS[system].label : system);
/** What a tracker is known to have; anything another one has is shown. */
export const traitsOf = (system: string) => (isTracker(system) ? TRACKERS[system] : TRACKERS.linear);

const at = (number: number) => ({ path: { number } });
const of = (connection_id: number) => ({ path: { connection_id } });

export const issuesApi = {
  /** The name of the part of a ticket, for what makes it old. */
  part: 'issues',
  read: (number: number, signal?: AbortSignal) => api.get('/tickets/{number}/issues', { ...at(number), signal }),
  proposal: (number: number, signal?: AbortSignal) => api.get('/tickets/{number}/issues/proposal', { ...at(number), signal }),
  create: (number: number, body: NewIssue) => api.post('/tickets/{number}/issues', { ...at(number), body, idempotencyKey: null }),
  join: (number: number, body: BodyOf<'/tickets/{number}/issues/join', 'post'>) =>
    api.post('/tickets/{number}/issues/join', { ...at(number), body, idempotencyKey: null }),
  link: (number: number, body: BodyOf<'/tickets/{number}/issues/link', 'post'>) =>
    api.post('/tickets/{number}/issues/link', { ...at(number), body, idempotencyKey: null }),
  unlink: (number: number, link: number) => api.delete('/tickets/{number}/issues/{link_id}', { path: { number, link_id: link } }),
  send: (number: number, answer: number, body: BodyOf<'/tickets/{number}/fix-answers/{answer_id}/send', 'post'>) =>
    api.post('/tickets/{number}/fix-answers/{answer_id}/send', { path: { number, answer_id: answer }, body, idempotencyKey: null }),
  discard: (number: number, answer: number) =>
    api.post('/tickets/{number}/fix-answers/{answer_id}/discard', { path: { number, answer_id: answer }, idempotencyKey: null }),
};

export const settingsQuery = (system: string, id: number) =>
  queryOptions({
    queryKey: [system, 'settings', id],
    queryFn: ({ signal }) => api.get('/issues/trackers/{connection_id}', { ...of(id), signal }),
  });

export const trackerApi = {
  save: (id: number, body: SettingsBody) => api.put('/issues/trackers/{connection_id}', { ...of(id), body }),
  refresh: (id: number) => api.post('/issues/trackers/{connection_id}/refresh', { ...of(id), idempotencyKey: null }),
  askHooks: (id: number) => api.post('/issues/trackers/{connection_id}/webhook', { ...of(id), idempotencyKey: null }),
};
