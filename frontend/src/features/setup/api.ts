import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type BrandChange = BodyOf<'/brands/{brand_id}', 'patch'>;
export type BrandInFull = Schemas['BrandInFull'];
export type Rule = Schemas['SetupRule'];
export type Proposal = Schemas['SetupProposal'];

export const outlookQuery = queryOptions({ queryKey: ['setup', 'outlook'] as const, queryFn: () => api.get('/setup/outlook') });

export const brandQuery = (id: number) =>
  queryOptions({ queryKey: ['setup', 'brand', id] as const, queryFn: () => api.get('/brands/{brand_id}', { path: { brand_id: id } }) });

export const setupApi = {
  putAside: (isAside: boolean) => api.patch('/setup', { body: { is_aside: isAside } }),
  changeBrand: ({ id, version }: BrandInFull, body: BrandChange) =>
    api.patch('/brands/{brand_id}', { path: { brand_id: id }, body, ifMatch: version }),
  /** Let the pages of an origin show the widget; what is on the list stays. */
  letIn: async (brand: string, origin: string) => {
    const found = await api.get('/widget-settings/{brand}', { path: { brand } });
    const origins = [...new Set([...found.allowed_origins, origin])];
    return api.patch('/widget-settings/{brand}', { path: { brand }, body: { allowed_origins: origins }, ifMatch: found.version });
  },
};
