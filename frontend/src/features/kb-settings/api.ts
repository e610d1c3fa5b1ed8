import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type HelpCenter = Schemas['HelpCenter'];

export const centersQuery = queryOptions({
  queryKey: ['help-centers'],
  queryFn: ({ signal }) => api.get('/kb/help-centers', { signal }),
});

export const changeCenter = ({ brand, version }: HelpCenter, body: BodyOf<'/kb/help-centers/{brand_slug}', 'patch'>) =>
  api.patch('/kb/help-centers/{brand_slug}', { path: { brand_slug: brand.slug }, body, ifMatch: version });
