import { queryOptions } from '@tanstack/react-query';
import { api, type BodyOf } from '@/shared/api';
import type { Playbook } from './words';

const ROOT = ['playbooks'] as const;
/** Everything about playbooks. */
export const PLAYBOOKS = ROOT;
const ONE = '/insights/playbooks/{playbook_id}';
export type PlaybookBody = BodyOf<typeof ONE, 'patch'>;
export type ContentBody = NonNullable<PlaybookBody['content']>;
export type TogetherBody = BodyOf<'/insights/playbooks/limits', 'put'>;

export const playbooksQuery = queryOptions({
  queryKey: [...ROOT, 'list'],
  queryFn: ({ signal }) => api.get('/insights/playbooks', { signal }),
});

export const playbookQuery = (id: number) =>
  queryOptions({
    queryKey: [...ROOT, 'one', id],
    queryFn: ({ signal }) => api.get(ONE, { path: { playbook_id: id }, signal }),
  });

export const togetherQuery = queryOptions({
  queryKey: [...ROOT, 'together'],
  queryFn: ({ signal }) => api.get('/insights/playbooks/limits', { signal }),
});

export const playbooksApi = {
  create: (name: string, template: string) => api.post('/insights/playbooks', { body: { name, template } }),
  change: ({ id, version }: Playbook, body: PlaybookBody) => api.patch(ONE, { path: { playbook_id: id }, body, ifMatch: version }),
  remove: (id: number) => api.delete(ONE, { path: { playbook_id: id } }),
  preview: (id: number, content: ContentBody) => api.post('/insights/playbooks/{playbook_id}/preview', { path: { playbook_id: id }, body: { content } }),
  limit: (version: number, body: TogetherBody) => api.put('/insights/playbooks/limits', { body, ifMatch: version }),
};
