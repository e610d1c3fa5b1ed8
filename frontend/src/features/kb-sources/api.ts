import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type BodyOf, type Schemas } from '@/shared/api';

export type Source = Schemas['Source'];
export type SourceRun = Schemas['SourceRun'];
export type SourceChange = Schemas['PatchedSourceChange'];
export type SourceFault = Schemas['SourceFault'];
export type SourcePreview = Schemas['SourcePreview'];
export type SolvedTicket = Schemas['SolvedTicket'];
export type Line = Schemas['SourceChangeLine'];
export type NewSource = BodyOf<'/kb/sources', 'post'>;
export type NewKind = NewSource['kind'];
export type Web = NonNullable<NewSource['web']>;

export const KINDS: readonly NewKind[] = ['website', 'files', 'tickets', 'zendesk', 'notion', 'confluence'];
export const SCHEDULES = ['by_hand', 'hourly', 'nightly', 'weekly'] as const;
export const AUDIENCES = ['staff', 'customers', 'public', 'teams', 'segments', 'companies'] as const;
/** What the chooser of files offers; what a file really is, the server sees. */
export const ACCEPTED: Partial<Record<Source['kind'], string>> = {
  files: '.md,.markdown,.txt,.html,.htm,.pdf,.docx,.csv,.vtt,.srt',
  zendesk: '.json',
  notion: '.zip',
  confluence: '.zip',
};

const ONE = '/kb/sources/{source_id}';
const SOON = 2_000;
const LATER = 60_000;
const root = ['sources'] as const;

export const isBusy = ({ state }: Pick<Source, 'state'>): boolean => state === 'reading' || state === 'waiting';

/** All sources; often asked again while one is being read. */
export const sourcesQuery = queryOptions({
  queryKey: [...root, 'list'],
  queryFn: ({ signal }) => api.get('/kb/sources', { signal }),
  refetchInterval: (query) => (query.state.data?.results.some(isBusy) ? SOON : LATER),
});

export const runsQuery = (id: number, mark: string) =>
  queryOptions({
    queryKey: [...root, id, 'runs', mark],
    queryFn: ({ signal }) => api.get(`${ONE}/runs`, { path: { source_id: id }, query: { limit: 5 }, signal }),
  });

export const linesQuery = (id: number, mark: string) =>
  infiniteQueryOptions({
    queryKey: [...root, id, 'changes', mark],
    queryFn: ({ pageParam, signal }) =>
      api.get(`${ONE}/changes`, { path: { source_id: id }, query: { cursor: pageParam ?? undefined, limit: 10 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const filesQuery = (id: number, mark: string) =>
  queryOptions({
    queryKey: [...root, id, 'files', mark],
    queryFn: ({ signal }) => api.get(`${ONE}/files`, { path: { source_id: id }, query: { limit: 100 }, signal }),
  });

export const candidatesQuery = (id: number) =>
  queryOptions({
    queryKey: [...root, id, 'candidates'],
    queryFn: ({ signal }) => api.get(`${ONE}/candidates`, { path: { source_id: id }, signal }),
  });

/** Everything about sources. */
export const SOURCES = root;

export const sourcesApi = {
  create: (body: NewSource) => api.post('/kb/sources', { body }),
  preview: (body: Web) => api.post('/kb/sources/preview', { body }),
  update: (id: number, version: number, body: SourceChange) => api.patch(ONE, { path: { source_id: id }, body, ifMatch: version }),
  read: (id: number) => api.post(`${ONE}/read`, { path: { source_id: id } }),
  stop: (id: number) => api.post(`${ONE}/stop`, { path: { source_id: id } }),
  pause: (id: number) => api.post(`${ONE}/pause`, { path: { source_id: id } }),
  resume: (id: number) => api.post(`${ONE}/resume`, { path: { source_id: id } }),
  remove: (id: number) => api.delete(ONE, { path: { source_id: id } }),
  upload: (id: number, files: File[]) => api.post(`${ONE}/files`, { path: { source_id: id }, body: { files } }),
  removeFile: (id: number, file: number) => api.delete(`${ONE}/files/{file_id}`, { path: { source_id: id, file_id: file } }),
  approve: (id: number, number: number) => api.post(`${ONE}/tickets`, { path: { source_id: id }, body: { number } }),
  putAside: (id: number, number: number) => api.delete(`${ONE}/tickets/{number}`, { path: { source_id: id, number } }),
};
