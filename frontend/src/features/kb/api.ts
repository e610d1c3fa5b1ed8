import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, keys, type ArticleInput, type Named, type Page } from '@/shared/api';

export type ArticleStatus = 'draft' | 'review' | 'published' | 'archived';
export type Audience = 'public' | 'customers' | 'segments' | 'companies' | 'staff' | 'teams';
export type BodyFormat = 'markdown' | 'html';

export const STATUSES: readonly ArticleStatus[] = ['draft', 'review', 'published', 'archived'];
export const AUDIENCES: readonly Audience[] = ['public', 'customers', 'segments', 'companies', 'staff', 'teams'];

export interface ArticleRow {
  id: number;
  public_id: string;
  title: string;
  slug: string;
  excerpt: string;
  status: ArticleStatus;
  audience: Audience;
  segments: string[];
  company_ids: number[];
  team_ids: number[];
  brands: (Named & { slug: string })[];
  language: string;
  owner: Named | null;
  team: Named | null;
  product_area: string;
  tags: string[];
  /** The help center's page when it is public, else this workspace's. */
  url: string;
  version: number;
  content_version: number;
  published_version: number | null;
  published_at: string | null;
  has_unpublished_changes: boolean;
  review_interval_days: number;
  reviewed_at: string | null;
  review_due_on: string | null;
  is_stale: boolean;
  view_count: number;
  helpful_count: number;
  unhelpful_count: number;
  created_at: string;
  updated_at: string;
}

export interface Article extends ArticleRow {
  body: string;
  body_format: BodyFormat;
  /** Cleaned by the server: safe to show. */
  body_html: string;
  permissions: { update: boolean; publish: boolean; delete: boolean };
}

export interface ArticleVersion {
  version: number;
  title: string;
  note: string;
  author: { ref: string; name: string };
  is_published: boolean;
  is_current: boolean;
  created_at: string;
}

export type ArticleVersionBody = ArticleVersion & Pick<Article, 'body' | 'body_format' | 'body_html'>;

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

export interface ImportOutcome {
  file: string;
  outcome: string;
  article_id: number | null;
  detail: string;
}

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
