import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, keys, type ArticleInput, type BodyOf, type Schemas } from '@/shared/api';

export type ArticleStatus = ArticleRow['status'];
export type Audience = ArticleRow['audience'];
export type BodyFormat = Article['body_format'];

export const STATUSES: readonly ArticleStatus[] = ['draft', 'review', 'published', 'archived'];
export const AUDIENCES: readonly Audience[] = ['public', 'customers', 'segments', 'companies', 'staff', 'teams'];

export type ArticleRow = Schemas['ArticleRow'];
export type Article = Schemas['Article'];
export type Approval = Schemas['Approval'];
export type ArticleImage = Schemas['ArticleImage'];
export type ArticleVersion = Schemas['ArticleVersion'];
export type ArticleVersionBody = Schemas['ArticleVersionBody'];

export type Translation = Schemas['Translation'];
export type ArticleStep = Schemas['ArticleStep'];
export type RunbookStep = Schemas['RunbookStep'];
export type Step = NonNullable<ArticleChange['steps']>[number];

export interface ArticleFilters {
  q?: string;
  status?: string;
  audience?: Audience;
  owner?: string;
  stale?: boolean;
  language?: string;
  missing_in?: string;
  behind_in?: string;
  waiting?: boolean;
}

/** Fields that a change of an article takes. */
export type ArticleChange = ArticleInput;

/** Whether no customer can be among its readers. */
export const isForStaff = ({ audience }: Pick<ArticleRow, 'audience'>): boolean => audience === 'staff' || audience === 'teams';

const PAGE_SIZE = 50;
const ONE = '/articles/{article_id}';

export const articlesQuery = (filters: ArticleFilters) =>
  infiniteQueryOptions({
    queryKey: [...keys.articles, 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      api.get('/articles', {
        // An article and its translations are one line, unless something is looked for.
        query: { ...filters, originals: Object.values(filters).some(Boolean) ? undefined : true, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const articleQuery = (id: number) =>
  queryOptions({
    queryKey: keys.article(id),
    queryFn: ({ signal }) => api.get(ONE, { path: { article_id: id }, signal }),
    // A refetch under the hands of a writer would only confuse; saving tells about newer versions.
    refetchOnWindowFocus: false,
  });

export const versionsQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: [...keys.article(id), 'versions'],
    queryFn: ({ pageParam, signal }) =>
      api.get('/articles/{article_id}/versions', {
        path: { article_id: id },
        query: { cursor: pageParam, limit: 20 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const versionQuery = (id: number, number: number) =>
  queryOptions({
    queryKey: [...keys.article(id), 'versions', number],
    queryFn: ({ signal }) => api.get('/articles/{article_id}/versions/{number}', { path: { article_id: id, number }, signal }),
    staleTime: Infinity,
  });

export const translationsQuery = (id: number) =>
  queryOptions({
    queryKey: [...keys.article(id), 'translations'],
    queryFn: ({ signal }) => api.get('/articles/{article_id}/translations', { path: { article_id: id }, signal }),
  });

export const languagesQuery = queryOptions({
  queryKey: [...keys.articles, 'languages'],
  queryFn: ({ signal }) => api.get('/kb/languages', { signal }),
  staleTime: 300_000,
});

/** What changed between two versions of an article. */
export const comparisonQuery = (id: number, from: number, to: number) =>
  queryOptions({
    queryKey: [...keys.article(id), 'compare', from, to],
    queryFn: ({ signal }) => api.get('/articles/{article_id}/compare', { path: { article_id: id }, query: { from, to }, signal }),
    staleTime: Infinity,
  });

export type ImportInput = Required<BodyOf<'/articles/import', 'post'>>;
export type ImportOutcome = Schemas['ImportedFile'];

export const kbApi = {
  create: (body: BodyOf<'/articles', 'post'>) => api.post('/articles', { body }),
  update: (id: number, version: number, change: ArticleChange) =>
    api.patch(ONE, { path: { article_id: id }, body: change, ifMatch: version }),
  remove: (id: number) => api.delete(ONE, { path: { article_id: id } }),
  restore: (id: number, version: number) => 
    api.post('/articles/{article_id}/restore', { path: { article_id: id }, body: { version } }),
  review: (id: number) => api.post('/articles/{article_id}/review', { path: { article_id: id } }),
  addImage: (id: number, file: File, alt: string) =>
    api.post('/articles/{article_id}/images', { path: { article_id: id }, body: { file, alt } }),
  askApproval: (id: number, body: BodyOf<'/articles/{article_id}/approval', 'post'>) =>
    api.post('/articles/{article_id}/approval', { path: { article_id: id }, body }),
  withdrawApproval: (id: number) => api.delete('/articles/{article_id}/approval', { path: { article_id: id } }),
  approve: (id: number, body: BodyOf<'/articles/{article_id}/approval/give', 'post'>) =>
    api.post('/articles/{article_id}/approval/give', { path: { article_id: id }, body }),
  returnArticle: (id: number, comment: string) =>
    api.post('/articles/{article_id}/approval/return', { path: { article_id: id }, body: { comment } }),
  translate: (id: number, language: string) =>
    api.post('/articles/{article_id}/translations', { path: { article_id: id }, body: { language } }),
  confirmTranslation: (id: number, version: number) =>
    api.post('/articles/{article_id}/translated', { path: { article_id: id }, body: { version } }),
  record: (id: number, brand: string, address: string) =>
    api.post('/articles/{article_id}/recordings', { path: { article_id: id }, body: { brand, address } }),
  import: (body: BodyOf<'/articles/import', 'post'>) => api.post('/articles/import', { body }),
};
