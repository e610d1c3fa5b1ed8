import { api, type BodyOf, type Schemas } from '@/shared/api';

export type MergeCandidate = Schemas['MergeCandidate'];
export type TicketMergePreview = Schemas['TicketMergePreview'];
export type TicketMerge = Schemas['TicketMerge'];
export type LinkWish = BodyOf<'/tickets/{number}/links', 'post'>;
export type LinkKind = LinkWish['kind'];

export const mergingApi = {
  candidates: (number: number, q: string, signal?: AbortSignal) =>
    api.get('/tickets/{number}/merge-candidates', { path: { number }, query: q ? { q } : {}, signal }),
  preview: (number: number, source: number, signal?: AbortSignal) =>
    api.get('/tickets/{number}/merge-preview', { path: { number }, query: { source }, signal }),
  merge: (number: number, source: number, idempotencyKey: string) =>
    api.post('/tickets/{number}/merges', { path: { number }, body: { source }, idempotencyKey }),
  merges: (number: number, signal?: AbortSignal) => api.get('/tickets/{number}/merges', { path: { number }, signal }),
  unmerge: (id: number) => api.post('/tickets/merges/{merge_id}/undo', { path: { merge_id: id } }),
  link: (number: number, body: LinkWish) => api.post('/tickets/{number}/links', { path: { number }, body }),
  unlink: (number: number, kind: LinkKind, other: number) =>
    api.delete('/tickets/{number}/links/{relation}/{other}', { path: { number, relation: kind, other } }),
  split: (number: number, body: BodyOf<'/tickets/{number}/split', 'post'>, idempotencyKey: string) =>
    api.post('/tickets/{number}/split', { path: { number }, body, idempotencyKey }),
  followers: (number: number, signal?: AbortSignal) => api.get('/tickets/{number}/followers', { path: { number }, signal }),
  follow: (number: number, userId: number) =>
    api.put('/tickets/{number}/followers/{user_id}', { path: { number, user_id: userId } }),
  unfollow: (number: number, userId: number) =>
    api.delete('/tickets/{number}/followers/{user_id}', { path: { number, user_id: userId } }),
};
