import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf } from '@/shared/api';
import type { CustomerField } from '@/shared/custom-fields';

export type Of = CustomerField['of'];
export type CustomerFieldBody = BodyOf<'/customer-fields', 'post'>;
export type CustomerFieldChange = BodyOf<'/customer-fields/{customer_field_id}', 'patch'>;

export const filledKey = ['customer-fields', 'filled'] as const;
export const filledQuery = queryOptions({
  queryKey: filledKey,
  queryFn: ({ signal }) => api.get('/customer-fields/usage', { signal }).then(({ results }) => results),
});
export const useQueryOf = (id: number) =>
  queryOptions({
    queryKey: ['customer-fields', 'use', id] as const,
    queryFn: ({ signal }) => api.get('/customer-fields/{customer_field_id}/usage', { path: { customer_field_id: id }, signal }),
  });

const at = (id: number) => ({ path: { customer_field_id: id } });

export const customerFieldsApi = {
  create: (body: CustomerFieldBody) => api.post('/customer-fields', { body }),
  change: (id: number, version: number, body: CustomerFieldChange) =>
    api.patch('/customer-fields/{customer_field_id}', { ...at(id), body, ifMatch: version }),
  archive: (id: number) => api.post('/customer-fields/{customer_field_id}/archive', at(id)),
  restore: (id: number) => api.post('/customer-fields/{customer_field_id}/restore', at(id)),
  remove: (id: number) => api.delete('/customer-fields/{customer_field_id}', at(id)),
  order: (of: Of, ids: number[]) => api.put('/customer-fields/order', { body: { of, ids } }).then(({ results }) => results),
};
