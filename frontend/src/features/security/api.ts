import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Provider = Schemas['Provider'];
export type Kind = Provider['kind'];
export type Role = Provider['created_role'];
export type ProviderTest = Schemas['SignOnTest'];
export type Rule = Schemas['SignOnRule'];
export type ProviderInput = BodyOf<'/sign-on/providers', 'post'>;
export type ProviderChange = BodyOf<'/sign-on/providers/{public_id}', 'patch'>;

/** Those that a provider may give; owners are made by owners. */
export const ROLES: readonly Role[] = ['admin', 'supervisor', 'agent', 'light_agent', 'read_only'];

const TWO_SECONDS = 2_000;

export const securityKeys = {
  providers: ['security', 'providers'] as const,
  rule: ['security', 'rule'] as const,
  test: (id: string) => ['security', 'test', id] as const,
};

export const providersQuery = queryOptions({
  queryKey: securityKeys.providers,
  queryFn: ({ signal }) => api.get('/sign-on/providers', { signal }),
});

export const ruleQuery = queryOptions({
  queryKey: securityKeys.rule,
  queryFn: ({ signal }) => api.get('/sign-on/rule', { signal }),
});

/** Whether files are scanned: what the system's health says of its virus scanner. */
export const scannerQuery = queryOptions({
  queryKey: ['security', 'scanner'] as const,
  queryFn: ({ signal }) => api.get('/system/health', { signal }),
  select: ({ checks }) => checks.find((check) => check.name === 'scanner'),
});

/** A test is asked for until it has ended in its own window. */
export const testQuery = (id: string) =>
  queryOptions({
    queryKey: securityKeys.test(id),
    queryFn: ({ signal }) => api.get('/sign-on/tests/{public_id}', { path: { public_id: id }, signal }),
    refetchInterval: ({ state }) => (state.data?.is_ended ? false : TWO_SECONDS),
  });

const at = (id: string) => ({ path: { public_id: id } });

export const securityApi = {
  add: (body: ProviderInput) => api.post('/sign-on/providers', { body }),
  change: (id: string, body: ProviderChange) => api.patch('/sign-on/providers/{public_id}', { ...at(id), body }),
  remove: (id: string) => api.delete('/sign-on/providers/{public_id}', at(id)),
  turn: (id: string, isOn: boolean) => api.post('/sign-on/providers/{public_id}/switch', { ...at(id), body: { is_on: isOn } }),
  test: (id: string) => api.post('/sign-on/providers/{public_id}/test', at(id)),
  require: (isRequired: boolean, breakGlass: number[]) =>
    api.put('/sign-on/rule', { body: { is_required: isRequired, break_glass: breakGlass } }),
};
