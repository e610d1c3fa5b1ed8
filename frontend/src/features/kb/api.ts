import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, keys, type ArticleInput, type Page, type Schemas } from '@/shared/api';

export type ArticleStatus = ArticleRow['status'];
export type Audience = ArticleRow['audience'];
export type BodyFormat = Article['body_format'];

export const STATUSES: readonly ArticleStatus[] = ['draft', 'review', 'published', 'archived'];
export const AUDIENCES: readonly Audience[] = ['public', 'customers', 'segments', 'companies', 'staff', 'teams'];

export type ArticleRow = Schemas['ArticleRow'];
export type Article = Schemas['Article'];
export type ArticleVersion = Schemas['ArticleVersion'];
export type ArticleVersionBody = Schemas['ArticleVersionBody'];

export interface ArticleFilters {
  q?: string;
  status?: string;
  audience?: string;
  owner?: string;
  stale?: boolean;
}

/** Fields that a change of an article takes. */
export type ArticleChange = ArticleInput;

const PAGE_SIZE = 50;

export const articlesQuery = (filters: ArticleFilters) =>
  infiniteQueryOptions({
    queryKey: [...keys.articles, 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ArticleRow>>('/articles', { query: { ...filters, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const articleQuery = (id: number) =>
  queryOptions({
    queryKey: keys.article(id),
    queryFn: ({ signal }) => api.get<Article>(`/articles/${id}`, { signal }),
    // A refetch under the hands of a writer would only confuse; saving tells about newer versions.
    refetchOnWindowFocus: false,
  });

export const versionsQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: [...keys.article(id), 'versions'],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ArticleVersion>>(`/articles/${id}/versions`, { query: { cursor: pageParam, limit: 20 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const versionQuery = (id: number, number: number) =>
  queryOptions({
    queryKey: [...keys.article(id), 'versions', number],
    queryFn: ({ signal }) => api.get<ArticleVersionBody>(`/articles/${id}/versions/${number}`, { signal }),
    staleTime: Infinity,
  });

export type ImportOutcome = Schemas['ImportedFile'];

export const kbApi = {
  create: (values: ArticleChange & { title: string }) => api.post<Article>('/articles', values),
  update: (id: number, version: number, change: ArticleChange) =>
    api.patch<Article>(`/articles/${id}`, change, { ifMatch: version }),
  remove: (id: number) => api.delete(`/articles/${id}`),
  restore: (id: number, version: number) => api.post<Article>(`/articles/${id}/restore`, { version }),
  review: (id: number) => api.post<Article>(`/articles/${id}/review`),
  import: (files: readonly File[], values: { status: string; audience: string }) => {
    const form = new FormData();
    files.forEach((file) => form.append('files', file));
    form.append('status', values.status);
    form.append('audience', values.audience);
    return api.upload<{ results: ImportOutcome[] }>('/articles/import', form);
  },
};
