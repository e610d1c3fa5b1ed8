import { act, renderHook, waitFor } from '@testing-library/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { server } from '@/shared/testing/server';
import type { Article } from './api';
import { useArticleDraft } from './use-article-draft';

const ARTICLE = {
  id: 9,
  title: 'Backfill a destination',
  body: '<p>One</p>',
  body_format: 'html',
  body_html: '<p>One</p>',
  version: 4,
  status: 'published',
} as Article;

interface Sent {
  ifMatch: string | null;
  body: Record<string, unknown>;
}

let stored: Article;
let sent: Sent[];

beforeEach(() => {
  stored = ARTICLE;
  sent = [];
  server.use(
    http.get('/api/v1/articles/9', () => HttpResponse.json(stored)),
    http.patch('/api/v1/articles/9', async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      sent.push({ ifMatch: request.headers.get('If-Match'), body });
      if (request.headers.get('If-Match') !== `"v${stored.version}"`) {
        return HttpResponse.json({ code: 'version_changed', detail: 'Somebody changed this article.' }, { status: 412 });
      }
      stored = { ...stored, ...(body as Partial<Article>), version: stored.version + 1 };
      return HttpResponse.json(stored);
    }),
  );
});

function draft() {
  const client = new QueryClient();
  return renderHook(() => useArticleDraft(ARTICLE, () => Promise.resolve(stored)), {
    wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  }).result;
}

describe('useArticleDraft', () => {
  it('saves against the version it was made from, without going live', async () => {
    const result = draft();
    act(() => result.current.write({ title: 'New title' }));
    expect(result.current.state).toBe('unsaved');
    await act(() => result.current.save());
    expect(result.current.state).toBe('saved');
    expect(sent).toEqual([
      { ifMatch: '"v4"', body: { title: 'New title', body: '<p>One</p>', body_format: 'html', goes_live: false } },
    ]);
    act(() => result.current.write({ body: '<p>Two</p>' }));
    await act(() => result.current.save());
    expect(sent[1]?.ifMatch).toBe('"v5"');
  });

  it('asks nothing of the server when nothing has changed', async () => {
    const result = draft();
    await act(() => result.current.save());
    expect(sent).toEqual([]);
  });

  it('keeps both texts when somebody saved in between', async () => {
    const result = draft();
    stored = { ...stored, title: 'By another', version: 5 };
    act(() => result.current.write({ title: 'Mine' }));
    await act(() => result.current.save());
    expect(result.current.state).toBe('conflict');
    expect(result.current.words.title).toBe('Mine');
    expect(stored.title).toBe('By another');
    await act(() => result.current.keepMine());
    await waitFor(() => expect(result.current.state).toBe('saved'));
    expect(stored).toMatchObject({ title: 'Mine', version: 6 });
  });

  it('takes the other version when asked to', async () => {
    const result = draft();
    stored = { ...stored, title: 'By another', version: 5 };
    act(() => result.current.write({ title: 'Mine' }));
    await act(() => result.current.save());
    const before = result.current.revision;
    await act(() => result.current.takeTheirs());
    expect(result.current.words.title).toBe('By another');
    expect(result.current.revision).toBeGreaterThan(before);
    expect(result.current.state).toBe('saved');
  });

  it('keeps the text and says so when saving fails', async () => {
    server.use(http.patch('/api/v1/articles/9', () => HttpResponse.json({ detail: 'down' }, { status: 503 })));
    const result = draft();
    act(() => result.current.write({ body: '<p>Kept</p>' }));
    await act(() => result.current.save());
    expect(result.current.state).toBe('fault');
    expect(result.current.words.body).toBe('<p>Kept</p>');
  });
});
