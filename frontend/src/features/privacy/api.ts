import { queryOptions } from '@tanstack/react-query';
import { api, urlOf, type BodyOf, type Schemas } from '@/shared/api';

export type ArrivalRule = Schemas['ArrivalRule'];
export type Found = Schemas['Redaction'];
export type PersonRequest = Schemas['PersonRequest'];
export type Erasure = Schemas['ErasurePreview'];
export type BrandRetention = Schemas['BrandRetention'];
export type RetentionKind = Schemas['RetentionKind'];
export type RetentionDue = Schemas['RetentionDue'];
export type RetentionRule = BodyOf<'/privacy/retention', 'put'>;
export type LegalHold = Schemas['LegalHold'];
export type AiExclusion = Schemas['AiExclusion'];
export type AiExclusions = Schemas['AiExclusions'];
export type Reading = Schemas['Reading'];
export type ReadingAlarm = Schemas['ReadingAlarm'];
export type ReadingRule = BodyOf<'/privacy/reading', 'put'>;
export type ReadingVerdict = BodyOf<'/privacy/reading/{alarm_id}', 'post'>;
export type Cut = BodyOf<'/tickets/{number}/entries/{entry_id}/redaction/preview', 'post'>;

export const arrivalQuery = queryOptions({
  queryKey: ['privacy', 'arrival'] as const,
  queryFn: ({ signal }) => api.get('/privacy/arrival', { signal }),
});

export const retentionQuery = queryOptions({
  queryKey: ['privacy', 'retention'] as const,
  queryFn: ({ signal }) => api.get('/privacy/retention', { signal }),
});

export const holdsQuery = queryOptions({
  queryKey: ['privacy', 'holds'] as const,
  queryFn: ({ signal }) => api.get('/privacy/holds', { signal }),
});

export const keptOutQuery = queryOptions({
  queryKey: ['privacy', 'kept-out'] as const,
  queryFn: ({ signal }) => api.get('/privacy/ai-exclusions', { signal }),
});

export const readingQuery = queryOptions({
  queryKey: ['privacy', 'reading'] as const,
  queryFn: ({ signal }) => api.get('/privacy/reading', { signal }),
});

export const evidenceQuery = (id: number) =>
  queryOptions({
    queryKey: ['privacy', 'reading', id] as const,
    queryFn: ({ signal }) => api.get('/privacy/reading/{alarm_id}', { path: { alarm_id: id }, signal }),
  });

export const requestsQuery = queryOptions({
  queryKey: ['privacy', 'requests'] as const,
  queryFn: ({ signal }) => api.get('/privacy/requests', { signal }),
  // Both are done in the background.
  refetchInterval: (query) => (query.state.data?.results.some((one) => one.state === 'waiting') ? 3000 : false),
});

export const erasureQuery = (contact: number) =>
  queryOptions({
    queryKey: ['privacy', 'erasure', contact] as const,
    queryFn: ({ signal }) => api.get('/contacts/{contact_id}/erasure', { path: { contact_id: contact }, signal }),
  });

export const exportFile = (id: string): string => urlOf('/privacy/requests/{public_id}/file', { path: { public_id: id } });

export const privacyApi = {
  tryRetention: (body: BodyOf<'/privacy/retention/preview', 'post'>) => api.post('/privacy/retention/preview', { body }),
  setRetention: (body: RetentionRule) => api.put('/privacy/retention', { body }),
  setHold: (kind: LegalHold['kind'], target: number, reason: string) => api.post('/privacy/holds', { body: { kind, target_id: target, reason } }),
  liftHold: (id: number) => api.post('/privacy/holds/{hold_id}/lift', { path: { hold_id: id } }),
  keepOut: (body: BodyOf<'/privacy/ai-exclusions', 'post'>) => api.post('/privacy/ai-exclusions', { body }),
  letIn: (id: number) => api.delete('/privacy/ai-exclusions/{exclusion_id}', { path: { exclusion_id: id } }),
  setReading: (body: ReadingRule) => api.put('/privacy/reading', { body }),
  closeAlarm: (id: number, body: ReadingVerdict) => api.post('/privacy/reading/{alarm_id}', { path: { alarm_id: id }, body }),
  exportPerson: (contact: number) => api.post('/contacts/{contact_id}/export', { path: { contact_id: contact } }),
  erasePerson: (contact: number, confirmation: string, reason: string) =>
    api.post('/contacts/{contact_id}/erasure', { path: { contact_id: contact }, body: { confirmation, reason } }),
  preview: (number: number, entry: number, cut: Cut) =>
    api.post('/tickets/{number}/entries/{entry_id}/redaction/preview', { path: { number, entry_id: entry }, body: cut }),
  redact: (number: number, entry: number, cut: Cut, reason: string) =>
    api.post('/tickets/{number}/entries/{entry_id}/redaction', { path: { number, entry_id: entry }, body: { ...cut, reason } }),
  setArrival: (kind: string, isOn: boolean) => api.patch('/privacy/arrival/{kind}', { path: { kind }, body: { is_on: isOn } }),
};
