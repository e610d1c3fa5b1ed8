import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, keys } from '@/shared/api';

const PAGE_SIZE = 50;

export const companiesQuery = (text: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.companies, 'list', text],
    queryFn: ({ pageParam, signal }) =>
      api.get('/companies', { query: { q: text, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const contactsQuery = (filters: { text?: string; company?: number }) =>
  infiniteQueryOptions({
    queryKey: [...keys.contacts, 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      api.get('/contacts', {
        query: { q: filters.text, company: filters.company, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const companyQuery = (id: number) =>
  queryOptions({ queryKey: keys.company(id), queryFn: ({ signal }) => api.get('/companies/{company_id}', { path: { company_id: id }, signal }) });

export const contactQuery = (id: number) =>
  queryOptions({ queryKey: keys.contact(id), queryFn: ({ signal }) => api.get('/contacts/{contact_id}', { path: { contact_id: id }, signal }) });

/** What merging `from` into `into` would do; always asked anew, since it decides what somebody reads. */
export const mergePreviewQuery = (into: number, from: number) =>
  queryOptions({
    queryKey: [...keys.contact(into), 'merge-preview', from],
    queryFn: ({ signal }) => 
      api.get('/contacts/{contact_id}/merge-preview', { path: { contact_id: into }, query: { from }, signal }),
    staleTime: 0,
    gcTime: 0,
  });
