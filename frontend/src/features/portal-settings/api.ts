import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Portal = Schemas['Portal'];
export type ContactForm = Schemas['ContactForm'];
export type FormField = Schemas['FormField'];
export type FormKind = Schemas['FormKind'];
export type FormBody = BodyOf<'/portal/brands/{brand_slug}/forms', 'post'>;
export type FormChange = BodyOf<'/portal/forms/{form_id}', 'patch'>;

export const TYPES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const satisfies readonly ContactForm['type'][];

export const portalKey = (brand: string) => ['portal', brand] as const;

export const portalQuery = (brand: string) =>
  queryOptions({
    queryKey: portalKey(brand),
    queryFn: ({ signal }) => api.get('/portal/brands/{brand_slug}', { path: { brand_slug: brand }, signal }),
  });

export const portalApi = {
  change: (brand: string, version: number, body: { is_on: boolean; shares_company: boolean }) =>
    api.patch('/portal/brands/{brand_slug}', { path: { brand_slug: brand }, body, ifMatch: version }),
  create: (brand: string, body: FormBody) => api.post('/portal/brands/{brand_slug}/forms', { path: { brand_slug: brand }, body }),
  changeForm: (id: number, version: number, body: FormChange) =>
    api.patch('/portal/forms/{form_id}', { path: { form_id: id }, body, ifMatch: version }),
  remove: (id: number) => api.delete('/portal/forms/{form_id}', { path: { form_id: id } }),
};
