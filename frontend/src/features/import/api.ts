import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, urlOf, type BodyOf, type Schemas } from '@/shared/api';

export type ImportRow = Schemas['HistoryImportRow'];
export type Import = Schemas['HistoryImport'];
export type MappingRow = Schemas['ImportMappingRow'];
export type Choice = Schemas['ImportChoice'];
export type Kind = Schemas['ImportKind'];
export type Reason = Schemas['ImportReason'];
export type Issue = Schemas['ImportIssue'];
export type Phase = Issue['phase'];
export type Step = BodyOf<'/imports/{import_id}/steps', 'post'>['step'];
export type Source = ImportRow['source'];

export const SOURCES: readonly Source[] = ['zendesk', 'freshdesk', 'intercom', 'mbox'];
/** What the chooser of files offers; what a file really is, the server sees. */
export const ACCEPTED: Record<Source, string> = {
  zendesk: '.json,.jsonl,.ndjson,.zip',
  freshdesk: '.json,.jsonl,.ndjson,.csv,.zip',
  intercom: '.json,.jsonl,.ndjson,.zip',
  mbox: '.mbox',
};
const ONE = '/imports/{import_id}';
const SOON = 2_000;
const root = ['imports'] as const;

export const isBusy = ({ state }: Pick<ImportRow, 'state'>): boolean =>
  state === 'reading' || state === 'checking' || state === 'running' || state === 'undoing';

/** Imports, the newest first; often asked again while one is at work. */
export const importsQuery = infiniteQueryOptions({
  queryKey: [...root, 'list'],
  queryFn: ({ pageParam, signal }) => api.get('/imports', { query: { cursor: pageParam ?? undefined, limit: 25 }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next,
  refetchInterval: (query) => (query.state.data?.pages.some(({ results }) => results.some(isBusy)) ? SOON : false),
});

export const importQuery = (id: number) =>
  queryOptions({
    queryKey: [...root, id],
    queryFn: ({ signal }) => api.get(ONE, { path: { import_id: id }, signal }),
    refetchInterval: (query) => (query.state.data && isBusy(query.state.data) ? SOON : false),
  });

export const issuesQuery = (id: number, phase: Phase, kind: string, code: string, mark: number) =>
  infiniteQueryOptions({
    queryKey: [...root, id, 'issues', phase, kind, code, mark],
    queryFn: ({ pageParam, signal }) =>
      api.get(`${ONE}/issues`, { path: { import_id: id }, query: { phase, kind, code, cursor: pageParam ?? undefined, limit: 25 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

/** Everything about imports. */
export const IMPORTS = root;

export const reportAddress = (id: number): string => urlOf(`${ONE}/report`, { path: { import_id: id } });

export const importApi = {
  create: (body: BodyOf<'/imports', 'post'>) => api.post('/imports', { body }),
  map: (id: number, version: number, choices: { kind: MappingRow['kind']; theirs: string; ours: string }[]) =>
    api.put(`${ONE}/mapping`, { path: { import_id: id }, body: { version, choices } }),
  step: (id: number, step: Step) => api.post(`${ONE}/steps`, { path: { import_id: id }, body: { step } }),
  remove: (id: number) => api.delete(ONE, { path: { import_id: id } }),
};
