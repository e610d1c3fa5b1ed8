import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Field = Schemas['Field'];
export type FieldWhen = Schemas['FieldWhen'];
export type FieldUse = Schemas['FieldUse'];
export type WordUse = Schemas['WordUse'];
export type TagUse = Schemas['TagUse'];
export type TagsPreview = Schemas['TagsPreview'];
export type TagsChange = Schemas['TagsChange'];
export type TicketField = Schemas['TicketField'];
export type FieldBody = BodyOf<'/fields', 'post'>;
export type FieldChange = BodyOf<'/fields/{field_id}', 'patch'>;

export const KINDS = ['text', 'number', 'choice', 'date', 'checkbox'] as const satisfies readonly Field['kind'][];
export const TYPES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const;
/** What the server stands in for more than ten thousand. */
export const MOST = 10_000;

export const fieldKeys = { all: ['fields'] as const, list: ['fields', 'list'] as const };
export const tagKeys = { all: ['tags'] as const, changes: ['tags', 'changes'] as const };

export const fieldsQuery = queryOptions({
  queryKey: fieldKeys.list,
  queryFn: ({ signal }) => api.get('/fields', { signal }).then(({ results }) => results),
});
export const filledQuery = queryOptions({
  queryKey: ['fields', 'filled'] as const,
  queryFn: ({ signal }) => api.get('/fields/usage', { signal }).then(({ results }) => new Map(results.map((one) => [one.key, one]))),
});
export const fieldUseQuery = (id: number) =>
  queryOptions({
    queryKey: ['fields', 'use', id] as const,
    queryFn: ({ signal }) => api.get('/fields/{field_id}/usage', { path: { field_id: id }, signal }),
  });
export const tagsChangesQuery = queryOptions({
  queryKey: tagKeys.changes,
  queryFn: ({ signal }) => api.get('/tags/changes', { signal }).then(({ results }) => results),
});

export const fieldsApi = {
  create: (body: FieldBody) => api.post('/fields', { body }),
  change: (id: number, version: number, body: FieldChange) => api.patch('/fields/{field_id}', { path: { field_id: id }, body, ifMatch: version }),
  archive: (id: number) => api.post('/fields/{field_id}/archive', { path: { field_id: id } }),
  restore: (id: number) => api.post('/fields/{field_id}/restore', { path: { field_id: id } }),
  remove: (id: number) => api.delete('/fields/{field_id}', { path: { field_id: id } }),
  order: (ids: number[]) => api.put('/fields/order', { body: { ids } }).then(({ results }) => results),
};

export const tagsApi = {
  page: (q: string, cursor: string | null, signal: AbortSignal) =>
    api.get('/tags/usage', { query: { q, ...(cursor ? { cursor } : {}) }, signal }),
  preview: (sources: string[], target: string, signal: AbortSignal) => api.post('/tags/changes/preview', { body: { sources, target }, signal }),
  change: (sources: string[], target: string) => api.post('/tags/changes', { body: { sources, target } }),
  back: (id: number, signal: AbortSignal) => api.get('/tags/changes/{change_id}/undo', { path: { change_id: id }, signal }),
  undo: (id: number) => api.post('/tags/changes/{change_id}/undo', { path: { change_id: id } }),
};

export const ticketFieldsApi = {
  part: 'fields',
  of: (number: number, signal?: AbortSignal) =>
    api.get('/tickets/{number}/fields', { path: { number }, ...(signal ? { signal } : {}) }).then(({ results }) => results),
  set: (number: number, key: string, value: unknown) => api.patch('/tickets/{number}', { path: { number }, body: { custom: { [key]: value } } }),
};
