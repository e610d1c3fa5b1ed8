import { act, renderHook, waitFor } from '@testing-library/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer, refusal } from '@/shared/testing/answers';
import { server } from '@/shared/testing/server';
import type { Article, ArticleChange } from './api';
import { ARTICLE } from './testing';
import { useArticleDraft } from './use-article-draft';

interface Sent {
  ifMatch: string | null;
  body: ArticleChange;
}

let stored: Article;
let sent: Sent[];

beforeEach(() => {
  stored = ARTICLE;
  sent = [];
  server.use(
    answer('/articles/{article_id}', 'get', () => stored),
    answer('/articles/{article_id}', 'patch', ({ body, request }) => {
      sent.push({ ifMatch: request.headers.get('If-Match'), body });
      if (request.headers.get('If-Match') !== `"v${stored.version}"`) {
        return refusal(412, { code: 'version_changed', detail: 'Somebody changed this article.' });
      }
      const { segments: _segments, steps: _steps, runbook: _runbook, ...changed } = body;
      stored = { ...stored, ...changed, version: stored.version + 1 };
      return stored;
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
    server.use(answer('/articles/{article_id}', 'patch', () => refusal(503, { detail: 'down' })));
    const result = draft();
    act(() => result.current.write({ body: '<p>Kept</p>' }));
    await act(() => result.current.save());
    expect(result.current.state).toBe('fault');
    expect(result.current.words.body).toBe('<p>Kept</p>');
  });
});
