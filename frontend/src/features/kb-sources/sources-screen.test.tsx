import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { staffUser } from '@/shared/testing/directory';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Source, SourcePreview, SourceRun } from './api';
import { changeOf } from './source-settings';
import type { SourcesSearch } from './search';
import { SourcesScreen } from './sources-screen';

const run = (fields: Partial<SourceRun> = {}): SourceRun => ({
  id: 3,
  state: 'done',
  by: 'Ines Duarte',
  new: 11,
  changed: 9,
  unchanged: 254,
  gone: 3,
  failed: 2,
  refused: 6,
  requests: 280,
  bytes: 1000,
  is_capped: false,
  fault: '',
  detail: '',
  progress: null,
  started_at: '2026-03-02T09:00:00Z',
  finished_at: '2026-03-02T09:05:00Z',
  ...fields,
});

const source = (fields: Partial<Source> = {}): Source => ({
  id: 7,
  name: 'Halyard docs',
  kind: 'website',
  state: 'live',
  owner: { id: 5, name: 'Ines Duarte' },
  schedule: 'hourly',
  audience: 'staff',
  segments: [],
  company_ids: [],
  team_ids: [],
  brand: null,
  language: '',
  web: { address: 'https://docs.halyard.example/', include: ['/docs/'], exclude: [], max_pages: 500, pace: 1000 },
  fault: null,
  items: 412,
  refused_files: 0,
  run: run(),
  read_at: '2026-03-02T09:05:00Z',
  next_read_at: null,
  version: 2,
  created_at: '2026-03-01T09:00:00Z',
  ...fields,
});

const PREVIEW: SourcePreview = {
  address: 'https://docs.halyard.example/',
  fault: null,
  is_whole: true,
  count: 64,
  groups: [{ path: '/history/*', count: 58 }],
  left: [{ reason: 'robots', count: 7 }],
  looks: [{ url: 'https://docs.halyard.example/a', title: 'Exports delayed', words: 412, excerpt: 'On 10 March', reason: '', detail: '' }],
};

let rows: Source[];
let sent: { what: string; body?: unknown }[];
let verbs: string[];
let address: SourcesSearch;

function Screen({ start }: { start: SourcesSearch }) {
  const [search, setSearch] = useState(start);
  address = search;
  return <SourcesScreen search={search} onSearch={setSearch} />;
}

const show = (start: SourcesSearch = {}) => renderRouted(() => <Screen start={start} />);

beforeEach(() => {
  rows = [source()];
  sent = [];
  verbs = ['article.read', 'source.write'];
  const note = (what: string) => ({ body }: { body: unknown }) => {
    sent.push({ what, body });
    return rows[0] ?? source();
  };
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/users', 'get', { results: [staffUser(5, 'Ines Duarte')], next: null }),
    answer('/teams', 'get', { results: [], next: null }),
    answer('/brands', 'get', { results: [], next: null }),
    answer('/kb/sources', 'get', () => ({ results: rows, written: 184 })),
    answer('/kb/sources', 'post', note('create')),
    answer('/kb/sources/preview', 'post', ({ body }) => {
      sent.push({ what: 'preview', body });
      return PREVIEW;
    }),
    answer('/kb/sources/{source_id}', 'patch', note('update')),
    answer('/kb/sources/{source_id}/read', 'post', note('read')),
    answer('/kb/sources/{source_id}/stop', 'post', note('stop')),
    answer('/kb/sources/{source_id}/pause', 'post', note('pause')),
    answer('/kb/sources/{source_id}/runs', 'get', { results: [run()], next: null }),
    answer('/kb/sources/{source_id}/files', 'get', { results: [], next: null }),
    answer('/kb/sources/{source_id}/changes', 'get', {
      results: [
        { id: 1, outcome: 'refused', key: 'https://docs.halyard.example/x', title: '', article_id: null, reason: 'robots', detail: '', at: '2026-03-02T09:01:00Z' },
      ],
      next: null,
    }),
  );
});

describe('SourcesScreen', () => {
  it('lists sources with what their last reading brought, beside the written articles', async () => {
    await show();
    const row = (await screen.findByRole('button', { name: 'Halyard docs' })).closest('tr');
    expect(within(row as HTMLElement).getByText('11 new, 3 gone')).toBeTruthy();
    expect(screen.getByText('184')).toBeTruthy();
    expect(screen.getByText('Website, docs.halyard.example')).toBeTruthy();
  });

  it('says why a source is not read, and what to do', async () => {
    rows = [source({ state: 'failing', fault: { reason: 'status', detail: '403', message: '' } })];
    await show({ source: 7 });
    expect(await screen.findByText(/The website answered 403\. Check the address/)).toBeTruthy();
    expect(screen.getByText('1 needs you.')).toBeTruthy();
    expect(screen.getByText('412 items that were read before stay in answers.')).toBeTruthy();
  });

  it('opens a source, moves the focus there, and gives it back', async () => {
    const user = userEvent.setup();
    await show();
    await user.click(await screen.findByRole('button', { name: 'Halyard docs' }));
    const panel = await screen.findByRole('complementary', { name: 'Halyard docs' });
    await waitFor(() => expect(document.activeElement).toBe(within(panel).getByRole('heading', { level: 2 })));
    expect(await within(panel).findByText('robots.txt does not allow it')).toBeTruthy();
    await user.click(within(panel).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Halyard docs' })));
    expect(address).toEqual({});
  });

  it('shows how far a running one is, and stops it', async () => {
    rows = [source({ state: 'reading', run: run({ state: 'running', finished_at: null, progress: { done: 268, total: 412 } }) })];
    const user = userEvent.setup();
    await show({ source: 7 });
    expect((await screen.findAllByText('Reading, 268 of 412')).length).toBe(2);
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(sent).toEqual([{ what: 'stop', body: {} }]));
  });

  it('sends only what was changed', async () => {
    const user = userEvent.setup();
    await show({ source: 7 });
    await user.selectOptions(await screen.findByLabelText('Who may see answers from it'), 'public');
    await user.click(screen.getByRole('button', { name: /Save/ }));
    await waitFor(() => expect(sent).toEqual([{ what: 'update', body: { audience: 'public' } }]));
  });

  it('looks at a website before it is added', async () => {
    const user = userEvent.setup();
    await show({ add: 'website' });
    await user.type(await screen.findByLabelText('Address or sitemap'), 'https://docs.halyard.example/');
    await user.click(screen.getByRole('button', { name: 'Look at it' }));
    expect(await screen.findByText('64 pages found.')).toBeTruthy();
    expect(screen.getByText('/history/*')).toBeTruthy();
    expect(screen.getByText('Exports delayed')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Add and read' }));
    await waitFor(() => expect(address).toEqual({ source: 7 }));
    expect(sent[1]).toEqual({
      what: 'create',
      body: {
        name: 'docs.halyard.example',
        kind: 'website',
        schedule: 'nightly',
        web: { address: 'https://docs.halyard.example/', include: [], exclude: [] },
      },
    });
  });

  it('offers nothing to change to those who may only read', async () => {
    verbs = ['article.read'];
    await show({ source: 7 });
    await screen.findByRole('complementary', { name: 'Halyard docs' });
    for (const name of ['Add a source', 'Read now', 'Pause', 'Remove…']) expect(screen.queryByRole('button', { name })).toBeNull();
  });

  it('says when there is none', async () => {
    rows = [];
    await show();
    expect(await screen.findByText(/Add your documentation/)).toBeTruthy();
  });
});

describe('changeOf', () => {
  it('sends whoever belongs to an audience together with it', () => {
    const values = { ...base, audience: 'teams' as const, team_ids: [4] };
    expect(changeOf(values, ['team_ids'])).toEqual({ audience: 'teams', team_ids: [4] });
    expect(changeOf({ ...base, include: '/a\n\n /b ' }, ['include'])).toEqual({
      web: { address: 'https://x.example/', include: ['/a', '/b'], exclude: [], max_pages: 500 },
    });
  });
});

const base = {
  name: 'Docs',
  owner_id: '5',
  schedule: 'hourly' as const,
  audience: 'staff' as const,
  segments: [],
  team_ids: [],
  company_ids: [],
  brand_id: '',
  language: '',
  address: 'https://x.example/',
  include: '',
  exclude: '',
  max_pages: '500',
};
