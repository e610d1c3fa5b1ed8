import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type HelpCenter = Schemas['HelpCenter'];

export const centersQuery = queryOptions({
  queryKey: ['help-centers'],
  queryFn: ({ signal }) => api.get('/kb/help-centers', { signal }),
});

export const changeCenter = ({ brand, version }: HelpCenter, body: BodyOf<'/kb/help-centers/{brand_slug}', 'patch'>) =>
  api.patch('/kb/help-centers/{brand_slug}', { path: { brand_slug: brand.slug }, body, ifMatch: version });

export type Redirect = Schemas['Redirect'];
export type MissedPath = Schemas['MissedPath'];
export type ImportedRow = Schemas['RedirectRow'];

export const REDIRECTS = ['redirects'];

export const redirectsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...REDIRECTS, 'list', q],
    queryFn: ({ pageParam, signal }) => api.get('/kb/redirects', { query: { q: q || undefined, cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const missedQuery = queryOptions({
  queryKey: [...REDIRECTS, 'missed'],
  queryFn: ({ signal }) => api.get('/kb/missed-paths', { query: { limit: 50 }, signal }),
});

const ONE = '/kb/redirects/{redirect_id}';

export const redirectsApi = {
  add: (body: BodyOf<'/kb/redirects', 'post'>) => api.post('/kb/redirects', { body }),
  change: ({ id, version }: Redirect, target: string) => api.patch(ONE, { path: { redirect_id: id }, body: { target }, ifMatch: version }),
  remove: (id: number) => api.delete(ONE, { path: { redirect_id: id } }),
  import: (body: BodyOf<'/kb/redirects/import', 'post'>) => api.post('/kb/redirects/import', { body }),
  forget: (id: number) => api.delete('/kb/missed-paths/{missed_id}', { path: { missed_id: id } }),
};
