import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type ArrivalRule = Schemas['ArrivalRule'];
export type Found = Schemas['Redaction'];
export type Cut = BodyOf<'/tickets/{number}/entries/{entry_id}/redaction/preview', 'post'>;

export const arrivalQuery = queryOptions({
  queryKey: ['privacy', 'arrival'] as const,
  queryFn: ({ signal }) => api.get('/privacy/arrival', { signal }),
});

export const privacyApi = {
  preview: (number: number, entry: number, cut: Cut) =>
    api.post('/tickets/{number}/entries/{entry_id}/redaction/preview', { path: { number, entry_id: entry }, body: cut }),
  redact: (number: number, entry: number, cut: Cut, reason: string) =>
    api.post('/tickets/{number}/entries/{entry_id}/redaction', { path: { number, entry_id: entry }, body: { ...cut, reason } }),
  setArrival: (kind: string, isOn: boolean) => api.patch('/privacy/arrival/{kind}', { path: { kind }, body: { is_on: isOn } }),
};
