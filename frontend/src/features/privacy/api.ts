import { queryOptions } from '@tanstack/react-query';
import { api, urlOf, type BodyOf, type Schemas } from '@/shared/api';

export type ArrivalRule = Schemas['ArrivalRule'];
export type Found = Schemas['Redaction'];
export type PersonRequest = Schemas['PersonRequest'];
export type Erasure = Schemas['ErasurePreview'];
export type Cut = BodyOf<'/tickets/{number}/entries/{entry_id}/redaction/preview', 'post'>;

export const arrivalQuery = queryOptions({
  queryKey: ['privacy', 'arrival'] as const,
  queryFn: ({ signal }) => api.get('/privacy/arrival', { signal }),
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
  exportPerson: (contact: number) => api.post('/contacts/{contact_id}/export', { path: { contact_id: contact } }),
  erasePerson: (contact: number, confirmation: string, reason: string) =>
    api.post('/contacts/{contact_id}/erasure', { path: { contact_id: contact }, body: { confirmation, reason } }),
  preview: (number: number, entry: number, cut: Cut) =>
    api.post('/tickets/{number}/entries/{entry_id}/redaction/preview', { path: { number, entry_id: entry }, body: cut }),
  redact: (number: number, entry: number, cut: Cut, reason: string) =>
    api.post('/tickets/{number}/entries/{entry_id}/redaction', { path: { number, entry_id: entry }, body: { ...cut, reason } }),
  setArrival: (kind: string, isOn: boolean) => api.patch('/privacy/arrival/{kind}', { path: { kind }, body: { is_on: isOn } }),
};
