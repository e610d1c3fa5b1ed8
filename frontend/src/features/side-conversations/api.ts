import { api, uploadFile, type BodyOf, type Schemas } from '@/shared/api';

export type Side = Schemas['SideConversation'];
export type SideMessage = Schemas['SideMessage'];
export type NewSide = BodyOf<'/tickets/{number}/side-conversations', 'post'>;
export type SideText = BodyOf<'/tickets/{number}/side-conversations/{side_id}/messages', 'post'>;
export type Stored = Schemas['Attachment'];

const of = (number: number, side_id: number) => ({ path: { number, side_id } });

export const sidesApi = {
  /** The name of the part of a ticket, for what makes it old. */
  part: 'sides',
  read: (number: number, signal?: AbortSignal) =>
    api.get('/tickets/{number}/side-conversations', { path: { number }, signal }).then(({ results }) => results),
  open: (number: number, body: NewSide) =>
    api.post('/tickets/{number}/side-conversations', { path: { number }, body }),
  write: (number: number, side: number, body: SideText) =>
    api.post('/tickets/{number}/side-conversations/{side_id}/messages', { ...of(number, side), body }),
  setState: (number: number, side: number, state: Side['state']) =>
    api.patch('/tickets/{number}/side-conversations/{side_id}', { ...of(number, side), body: { state } }),
  seen: (number: number, side: number) =>
    api.post('/tickets/{number}/side-conversations/{side_id}/read', { ...of(number, side), idempotencyKey: null }),
  upload: (file: File) => uploadFile(file, () => undefined).done,
};
