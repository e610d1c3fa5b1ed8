import { queryOptions } from '@tanstack/react-query';
import { api, type AnswerOf, type BodyOf } from '@/shared/api';

/** A browser in which this person is signed in. */
export type OwnSession = AnswerOf<'/me/sessions', 'get'>['results'][number];

export const accountKeys = {
  sessions: ['account', 'sessions'] as const,
  mail: ['account', 'mail'] as const,
};

export const sessionsQuery = queryOptions({
  queryKey: accountKeys.sessions,
  queryFn: async () => (await api.get('/me/sessions')).results,
});

/** Whether a mailbox can send the link that confirms an address. */
export const mailQuery = queryOptions({
  queryKey: accountKeys.mail,
  queryFn: () => api.get('/me/account'),
});

export const accountApi = {
  changePassword: (body: BodyOf<'/me/password', 'post'>) => api.post('/me/password', { body }),
  changeAddress: (body: BodyOf<'/me/address', 'post'>) => api.post('/me/address', { body }),
  endSession: (id: string) => api.delete('/me/sessions/{public_id}', { path: { public_id: id } }),
  endOthers: () => api.delete('/me/sessions'),
};
