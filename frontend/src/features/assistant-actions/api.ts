import { api, type Schemas } from '@/shared/api';

export type ActionUse = Schemas['ActionUse'];

export const actionsApi = {
  part: 'actions',
  ofTicket: (number: number, signal?: AbortSignal) => api.get('/tickets/{number}/actions', { path: { number }, ...(signal ? { signal } : {}) }).then(({ results }) => results),
  approve: (number: number, use_id: number, tells_customer: boolean) => api.post('/tickets/{number}/actions/{use_id}/approve', { path: { number, use_id }, body: { tells_customer } }),
  decline: (number: number, use_id: number, note: string) => api.post('/tickets/{number}/actions/{use_id}/decline', { path: { number, use_id }, body: { note } }),
};
