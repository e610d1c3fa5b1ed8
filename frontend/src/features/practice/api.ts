import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type PracticeSets = Schemas['PracticeSets'];
export type PracticeSet = Schemas['PracticeSet'];
export type PracticeCase = Schemas['PracticeCase'];
export type Attempt = Schemas['PracticeAttempt'];
export type AttemptRow = Schemas['PracticeAttemptRow'];
export type Feedback = Schemas['PracticeFeedback'];
export type FoundStep = Schemas['PracticeStepFound'];
export type Mode = Attempt['mode'];
export type MarkBody = BodyOf<'/practice/attempts/{attempt_id}/marks', 'post'>;
export type SetBody = BodyOf<'/practice/sets', 'post'>;

/** Everything about practice. */
export const PRACTICE = ['practice'] as const;
const ONE = '/practice/attempts/{attempt_id}';

export const setsQuery = queryOptions({
  queryKey: [...PRACTICE, 'sets'],
  queryFn: ({ signal }) => api.get('/practice/sets', { signal }),
});

export const casesQuery = (id: number) =>
  queryOptions({
    queryKey: [...PRACTICE, 'set', id],
    queryFn: ({ signal }) => api.get('/practice/sets/{set_id}', { path: { set_id: id }, signal }),
  });

export const attemptQuery = (id: number) =>
  queryOptions({
    queryKey: [...PRACTICE, 'attempt', id],
    queryFn: ({ signal }) => api.get(ONE, { path: { attempt_id: id }, signal }),
  });

/** Attempts of a person; one's own without one. */
export const attemptsQuery = (person: number | undefined) =>
  infiniteQueryOptions({
    queryKey: [...PRACTICE, 'attempts', person],
    queryFn: ({ signal, pageParam }) =>
      api.get('/practice/attempts', { query: { ...(person === undefined ? {} : { person_id: person }), ...(pageParam ? { cursor: pageParam } : {}), limit: 20 }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export const progressQuery = queryOptions({
  queryKey: [...PRACTICE, 'progress'],
  queryFn: ({ signal }) => api.get('/practice/progress', { signal }),
});

export const practiceApi = {
  draw: (body: SetBody) => api.post('/practice/sets', { body }),
  remove: (id: number) => api.delete('/practice/sets/{set_id}', { path: { set_id: id } }),
  change: (id: number, must_escalate: boolean) => api.patch('/practice/cases/{case_id}', { path: { case_id: id }, body: { must_escalate } }),
  drop: (id: number) => api.delete('/practice/cases/{case_id}', { path: { case_id: id } }),
  begin: (set_id: number, mode: Mode) => api.post('/practice/attempts', { body: { set_id, mode } }),
  reply: (id: number, text: string) => api.post(`${ONE}/replies`, { path: { attempt_id: id }, body: { text } }),
  mark: (id: number, body: MarkBody) => api.post(`${ONE}/marks`, { path: { attempt_id: id }, body }),
  help: (id: number, why: string) => api.post(`${ONE}/help`, { path: { attempt_id: id }, body: { why } }),
  finish: (id: number) => api.post(`${ONE}/finish`, { path: { attempt_id: id } }),
};
