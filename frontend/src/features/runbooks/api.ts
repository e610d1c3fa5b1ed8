import { api, type BodyOf, type Schemas } from '@/shared/api';

const PATH = '/tickets/{number}/runbook';
export type TicketRunbooks = Schemas['TicketRunbooks'];
export type Runbook = Schemas['TicketRunbook'];
export type RunbookStep = Schemas['TicketRunbookStep'];
export type RunbookMark = Schemas['RunbookMark'];
export type MarkBody = BodyOf<typeof PATH, 'post'>;

export const runbooksApi = {
  part: 'runbook',
  read: (number: number, signal?: AbortSignal) => api.get(PATH, { path: { number }, signal }),
  mark: (number: number, body: MarkBody) => api.post(PATH, { path: { number }, body }),
};
