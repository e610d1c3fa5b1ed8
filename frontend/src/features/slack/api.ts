import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Channel = Schemas['SlackChannel'];
export type SlackSocket = Schemas['SlackSocket'];
export type Workspace = Schemas['SlackWorkspace'];
export type Rule = Schemas['SlackAlertRule'];
export type Mode = Channel['mode'];
export type AlertKind = Rule['kinds'][number];
export type RuleBody = BodyOf<'/slack/alert-rules/{rule_id}', 'patch'>;

export const SYSTEM = 'slack';
const slackKey = [SYSTEM] as const;
const LIVE = 15_000;

export const appQuery = queryOptions({
  queryKey: [...slackKey, 'app'],
  queryFn: ({ signal }) => api.get('/slack', { signal }),
});

export const channelsQuery = queryOptions({
  queryKey: [...slackKey, 'channels'],
  queryFn: ({ signal }) => api.get('/slack/channels', { signal }).then(({ results }) => results),
  refetchInterval: LIVE,
});

export const workspacesQuery = queryOptions({
  queryKey: [...slackKey, 'workspaces'],
  queryFn: ({ signal }) => api.get('/slack/workspaces', { signal }).then(({ results }) => results),
});

export const rulesQuery = queryOptions({
  queryKey: [...slackKey, 'rules'],
  queryFn: ({ signal }) => api.get('/slack/alert-rules', { signal }).then(({ results }) => results),
});

/** Companies by a part of their name, for a short list to choose from. */
export const companiesQuery = (text: string) =>
  queryOptions({
    queryKey: [...slackKey, 'companies', text],
    queryFn: ({ signal }) => api.get('/companies', { query: { q: text, limit: 20 }, signal }).then(({ results }) => results),
    enabled: text.length > 1,
  });

export const slackApi = {
  key: slackKey,
  look: () => api.post('/slack/channels/look', { idempotencyKey: null }),
  setChannel: (id: number, body: BodyOf<'/slack/channels/{channel_id}', 'patch'>) => api.patch('/slack/channels/{channel_id}', { path: { channel_id: id }, body }),
  setWorkspace: (id: number, company: number | null) => api.patch('/slack/workspaces/{workspace_id}', { path: { workspace_id: id }, body: { company_id: company } }),
  addRule: (body: BodyOf<'/slack/alert-rules', 'post'>) => api.post('/slack/alert-rules', { body }),
  setRule: (id: number, body: RuleBody) => api.patch('/slack/alert-rules/{rule_id}', { path: { rule_id: id }, body }),
  removeRule: (id: number) => api.delete('/slack/alert-rules/{rule_id}', { path: { rule_id: id } }),
};
