import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf } from '@/shared/api';
import type { List, WholeSignal } from './words';

const ROOT = ['signals'] as const;
/** Everything about signals. */
export const SIGNALS = ROOT;
const ONE = '/insights/signals/{signal_id}';
export type SignalChange = BodyOf<typeof ONE, 'patch'>;
export type RulesBody = BodyOf<'/insights/rules', 'put'>;
export type CorrectionBody = BodyOf<'/insights/companies/{company_id}/corrections', 'post'>;

export const signalsQuery = (list: List) =>
  queryOptions({
    queryKey: [...ROOT, 'list', list],
    queryFn: ({ signal }) => api.get('/insights/signals', { query: { list }, signal }),
  });

export const companySignalsQuery = (company: number) =>
  queryOptions({
    queryKey: [...ROOT, 'company', company],
    queryFn: ({ signal }) => api.get('/insights/signals', { query: { company_id: company }, signal }),
  });

export const signalQuery = (id: number) =>
  queryOptions({
    queryKey: [...ROOT, 'one', id],
    queryFn: ({ signal }) => api.get(ONE, { path: { signal_id: id }, signal }),
  });

export const healthQuery = (company: number) =>
  queryOptions({
    queryKey: ['health', 'company', company],
    queryFn: ({ signal }) => api.get('/insights/companies/{company_id}/health', { path: { company_id: company }, signal }),
  });

export const rulesQuery = queryOptions({
  queryKey: ['health', 'rules'],
  queryFn: ({ signal }) => api.get('/insights/rules', { signal }),
});

export const calibrationQuery = queryOptions({
  queryKey: ['health', 'calibration'],
  queryFn: ({ signal }) => api.get('/insights/calibration', { signal }),
});

export const trialQuery = (body: RulesBody) =>
  queryOptions({
    queryKey: ['health', 'trial', body],
    queryFn: ({ signal }) => api.post('/insights/rules/preview', { body, signal }),
  });

export const signalsApi = {
  change: ({ id, version }: WholeSignal, body: SignalChange) => api.patch(ONE, { path: { signal_id: id }, body, ifMatch: version }),
  correct: (company: number, body: CorrectionBody) => api.post('/insights/companies/{company_id}/corrections', { path: { company_id: company }, body }),
  uncorrect: (company: number, reason: string) =>
    api.delete('/insights/companies/{company_id}/corrections/{reason}', { path: { company_id: company, reason } }),
  publish: (version: number, body: RulesBody) => api.put('/insights/rules', { body, ifMatch: version }),
};
