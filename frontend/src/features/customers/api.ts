import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, keys, type Company, type Contact, type Page } from '@/shared/api';

const PAGE_SIZE = 50;

export const companiesQuery = (text: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.companies, 'list', text],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Company>>('/companies', { query: { q: text, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const contactsQuery = (filters: { text?: string; company?: number }) =>
  infiniteQueryOptions({
    queryKey: [...keys.contacts, 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Contact>>('/contacts', {
        query: { q: filters.text, company: filters.company, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const companyQuery = (id: number) =>
  queryOptions({ queryKey: keys.company(id), queryFn: ({ signal }) => api.get<Company>(`/companies/${id}`, { signal }) });

export const contactQuery = (id: number) =>
  queryOptions({ queryKey: keys.contact(id), queryFn: ({ signal }) => api.get<Contact>(`/contacts/${id}`, { signal }) });
