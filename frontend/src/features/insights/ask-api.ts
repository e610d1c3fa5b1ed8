import { queryOptions } from '@tanstack/react-query';
import { api, urlOf, type Schemas } from '@/shared/api';
import type { AskSearch } from './ask-search';

const KEY = ['insights', 'ask'] as const;
export type Asked = Schemas['AskResult'];
export type AskAnswer = Schemas['AskAnswer'];
export type AskQuery = Schemas['AskQuery'];
export type AskFilter = Schemas['AskFilter'];
export type AskRow = Schemas['AskRow'];
export type AskDefinition = Schemas['AskDefinition'];
export type AskQuestion = Schemas['AskQuestion'];

/** Asking again within a minute is told from what was answered. */
export const askQuery = ({ q, query }: AskSearch) =>
  queryOptions({
    queryKey: [...KEY, 'answer', q ?? '', query ?? ''],
    queryFn: ({ signal }) => api.post('/insights/ask', { body: { ...(q ? { question: q } : {}), ...(query ? { query } : {}) }, signal }),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    retry: false,
  });

export const questionsQuery = queryOptions({
  queryKey: [...KEY, 'questions'],
  queryFn: ({ signal }) => api.get('/insights/ask/questions', { signal }),
});

export const languageQuery = queryOptions({
  queryKey: [...KEY, 'language'],
  queryFn: ({ signal }) => api.get('/insights/ask', { signal }),
  staleTime: Infinity,
});

/** What names the tickets behind a row, or behind the whole answer. */
const behind = (query: string, row: AskRow | undefined) => ({
  query,
  ...(row === undefined ? {} : { group: row.key }),
  ...(row?.since && row.until ? { since: row.since, until: row.until } : {}),
});

export const askBehindQuery = (query: string, row: AskRow | undefined) =>
  queryOptions({
    queryKey: [...KEY, 'behind', behind(query, row)],
    queryFn: ({ signal }) => api.get('/insights/ask/tickets', { query: behind(query, row), signal }),
  });

export const askBehindFile = (query: string, row: AskRow | undefined): string => urlOf('/insights/ask/tickets.csv', { query: behind(query, row) });
export const askFile = (query: string): string => urlOf('/insights/ask.csv', { query: { query } });

const ONE = '/insights/ask/questions/{question_id}';
export const keepQuestion = (id: number, isKept: boolean) => api.patch(ONE, { path: { question_id: id }, body: { is_kept: isKept } });
export const forgetQuestion = (id: number) => api.delete(ONE, { path: { question_id: id } });
