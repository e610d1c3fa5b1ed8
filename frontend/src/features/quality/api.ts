import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type BodyOf } from '@/shared/api';
import type { QualitySearch } from './search';
import type { Measure, Review, Rubric, Scope, Side } from './words';

/** Everything about quality. */
export const QUALITY = ['quality'] as const;
const ONE = '/quality/reviews/{review_id}';
export type ScoresBody = BodyOf<typeof ONE, 'put'>;
export type RubricBody = BodyOf<'/quality/rubric', 'put'>;

/** Which reviews as the API takes them; what waits is for who reviews. */
export const which = ({ list, side, sample, number }: QualitySearch, mayReview: boolean) => ({
  list: number === undefined && mayReview ? (list ?? ('waiting' as const)) : ('all' as const),
  ...(side ? { side } : {}),
  ...(sample ? { sample } : {}),
  ...(number === undefined ? {} : { number }),
});

export const reviewsQuery = (search: QualitySearch, mayReview: boolean) =>
  infiniteQueryOptions({
    queryKey: [...QUALITY, 'reviews', which(search, mayReview)],
    queryFn: ({ signal, pageParam }) => api.get('/quality/reviews', { query: { ...which(search, mayReview), ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export const reviewQuery = (id: number) =>
  queryOptions({
    queryKey: [...QUALITY, 'review', id],
    queryFn: ({ signal }) => api.get(ONE, { path: { review_id: id }, signal }),
  });

export const coachingQuery = (side: Side, person: number | undefined) =>
  queryOptions({
    queryKey: [...QUALITY, 'coaching', side, person],
    queryFn: ({ signal }) => api.get('/quality/coaching', { query: { side, ...(person === undefined ? {} : { person_id: person }) }, signal }),
  });

export const peopleQuery = queryOptions({
  queryKey: [...QUALITY, 'people'],
  queryFn: ({ signal }) => api.get('/quality/people', { signal }),
});

export const rubricQuery = queryOptions({
  queryKey: [...QUALITY, 'rubric'],
  queryFn: ({ signal }) => api.get('/quality/rubric', { signal }),
});

export const driftQuery = queryOptions({
  queryKey: [...QUALITY, 'drift'],
  queryFn: ({ signal }) => api.get('/quality/drift', { signal }),
});

export const weeksQuery = (scope: Scope, value: string, measure: Measure) =>
  queryOptions({
    queryKey: [...QUALITY, 'weeks', scope, value, measure],
    queryFn: ({ signal }) => api.get('/quality/drift/weeks', { query: { scope, measure, ...(value ? { value } : {}) }, signal }),
  });

export const qualityApi = {
  score: ({ id, version }: Review, body: ScoresBody) => api.put(ONE, { path: { review_id: id }, body, ifMatch: version }),
  comment: (id: number, text: string) => api.post('/quality/reviews/{review_id}/comments', { path: { review_id: id }, body: { text } }),
  publish: ({ version }: Rubric, body: RubricBody) => api.put('/quality/rubric', { body, ifMatch: version }),
};
