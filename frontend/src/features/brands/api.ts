import { queryOptions } from '@tanstack/react-query';
import { api, keys, type BodyOf, type Schemas } from '@/shared/api';

export type Workspace = Schemas['Workspace'];
export type BrandInFull = Schemas['BrandInFull'];
export type Language = BrandInFull['language'];
export type HostState = NonNullable<BrandInFull['host_state']>;
export type WorkspaceChange = BodyOf<'/workspace', 'patch'>;
export type BrandInput = BodyOf<'/brands/settings', 'post'>;
export type BrandChange = BodyOf<'/brands/{brand_id}', 'patch'>;
export type Calendar = Schemas['SlaCalendar'];

export const LANGUAGES: readonly Language[] = ['en', 'de'];

/** Below the key of all brands, so that whoever changes one has all of them asked for again. */
export const brandKeys = {
  workspace: ['workspace'] as const,
  settings: [...keys.brands, 'settings'] as const,
  one: (id: number) => [...keys.brands, 'one', id] as const,
  preview: (id: number, language: Language, text: string) => [...keys.brands, 'preview', id, language, text] as const,
};

export const workspaceQuery = queryOptions({
  queryKey: brandKeys.workspace,
  queryFn: ({ signal }) => api.get('/workspace', { signal }),
});

export const brandsInFullQuery = queryOptions({
  queryKey: brandKeys.settings,
  queryFn: ({ signal }) => api.get('/brands/settings', { signal }).then(({ results }) => results),
});

export const brandQuery = (id: number) =>
  queryOptions({
    queryKey: brandKeys.one(id),
    queryFn: ({ signal }) => api.get('/brands/{brand_id}', { path: { brand_id: id }, signal }),
  });

export const calendarsQuery = queryOptions({
  queryKey: ['sla', 'calendars'] as const,
  queryFn: ({ signal }) => api.get('/sla/calendars', { signal }).then(({ results }) => results),
});

/** The acknowledgement as it would be sent, with example values. */
export const previewQuery = (id: number, language: Language, text: string) =>
  queryOptions({
    queryKey: brandKeys.preview(id, language, text),
    queryFn: ({ signal }) => api.post('/brands/{brand_id}/acknowledgement/preview', { path: { brand_id: id }, body: { language, text }, signal }),
  });

const at = (id: number) => ({ path: { brand_id: id } });

export const brandsApi = {
  changeWorkspace: (version: number, body: WorkspaceChange) => api.patch('/workspace', { body, ifMatch: version }),
  create: (body: BrandInput) => api.post('/brands/settings', { body }),
  /** Refused with 412 where somebody has changed the brand since that version. */
  change: (id: number, version: number, body: BrandChange) => api.patch('/brands/{brand_id}', { ...at(id), body, ifMatch: version }),
  makeDefault: (id: number) => api.patch('/brands/{brand_id}', { ...at(id), body: { is_default: true } }),
  archive: (id: number) => api.post('/brands/{brand_id}/archive', at(id)),
  restore: (id: number) => api.post('/brands/{brand_id}/restore', at(id)),
  setLogo: (id: number, file: File) => api.post('/brands/{brand_id}/logo', { ...at(id), body: { file } }),
  clearLogo: (id: number) => api.delete('/brands/{brand_id}/logo', at(id)),
  look: (id: number) => api.post('/brands/{brand_id}/host-check', at(id)),
};

/** How much of a kind hangs on a brand. */
export const held = (brand: BrandInFull, kind: string): number => brand.holds.find((one) => one.kind === kind)?.count ?? 0;
