import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Incidents = Schemas['Incidents'];
export type ProblemReply = Schemas['ProblemReply'];

const REPLIES = '/tickets/{number}/incident-replies';

export const tellingApi = {
  incidents: (number: number, signal?: AbortSignal) => api.get('/tickets/{number}/incidents', { path: { number }, signal }),
  list: (number: number, signal?: AbortSignal) => api.get(REPLIES, { path: { number }, signal }),
  tell: (number: number, body: BodyOf<typeof REPLIES, 'post'>, idempotencyKey: string) =>
    api.post(REPLIES, { path: { number }, body, idempotencyKey }),
  takeBack: (number: number, id: string) =>
    api.delete('/tickets/{number}/incident-replies/{reply_id}', { path: { number, reply_id: id } }),
};
