import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Article } from './api';
import { ArticleScreen } from './article-screen';
import { ARTICLE } from './testing';

const GERMAN: Article = {
  ...ARTICLE,
  title: 'Ziel auffüllen',
  language: 'de',
  translation_of: { id: 3, title: 'Backfill a destination' },
  translated_version: 1,
  original_version: 2,
  is_behind: true,
};
let stored: Article;

beforeEach(() => {
  stored = GERMAN;
  const shown = { slug: 'x', status: 'published' as const, published_version: 2, has_unpublished_changes: false, updated_at: '2026-03-01T09:00:00Z' };
  server.use(
    answer('/me', 'get', { ...ME, verbs: ['article.read', 'article.draft', 'article.publish'] }),
    answer('/brands', 'get', { results: [], next: null }),
    answer('/users', 'get', { results: [], next: null }),
    answer('/teams', 'get', { results: [], next: null }),
    answer('/articles/{article_id}', 'get', () => stored),
    answer('/articles/{article_id}/translations', 'get', {
      results: [
        { language: 'en', name: 'English', state: 'original', article: { ...shown, id: 3, title: 'Backfill a destination', translated_version: null } },
        { language: 'de', name: 'Deutsch', state: 'behind', article: { ...shown, id: 9, title: 'Ziel auffüllen', translated_version: 1 } },
        { language: 'fr', name: 'Français', state: 'missing', article: null },
      ],
      next: null,
    }),
  );
});

const show = () => renderRouted(() => <ArticleScreen id={9} onDeleted={() => undefined} />);

describe('a translation', () => {
  it('says how far it is behind, shows what changed, and is noted as up to date', async () => {
    const asked: unknown[] = [];
    server.use(
      answer('/articles/{article_id}/compare', 'get', ({ params, request }) => {
        asked.push([params.article_id, new URL(request.url).search]);
        return {
          from_version: 1,
          to_version: 2,
          from_title: 'Backfill a destination',
          to_title: 'Backfill a destination',
          lines: [
            { kind: 'same', text: 'Open it.' },
            { kind: 'added', text: 'Then press Start.' },
          ],
        };
      }),
      answer('/articles/{article_id}/translated', 'post', ({ body }) => {
        asked.push(body);
        stored = { ...GERMAN, is_behind: false, translated_version: 2, version: 5 };
        return stored;
      }),
    );
    await show();
    expect(await screen.findByText('The original is now at version 2; this says version 1:')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'What changed' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('Then press Start.')).toBeVisible();
    await userEvent.click(within(dialog).getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    await userEvent.click(screen.getByRole('button', { name: 'It is up to date' }));
    expect(await screen.findByText(/Translation into German, as of version 2/)).toBeVisible();
    expect(asked).toEqual([['3', '?from=1&to=2'], { version: 2 }]);
  });

  it('begins in a language that is missing', async () => {
    const asked: unknown[] = [];
    server.use(
      answer('/articles/{article_id}/translations', 'post', ({ params, body }) => {
        asked.push([params.article_id, body]);
        return { ...GERMAN, id: 12, language: 'fr' };
      }),
    );
    await show();
    await userEvent.click(await screen.findByRole('tab', { name: 'Languages' }));
    await userEvent.click(await screen.findByRole('button', { name: /^Translate/ }));
    await expect.poll(() => asked).toEqual([['3', { language: 'fr' }]]);
  });
});

describe('the steps of Show me', () => {
  it('are ordered, completed and saved into the draft, with what the widget missed', async () => {
    const step = { page: '', selector: '#b', title: 'Second', text: '', shown: 4, missing: 3, missed_at: null };
    stored = { ...ARTICLE, steps: [{ ...step, selector: '#a', title: 'First', missing: 0, shown: 0 }, step] };
    const sent: unknown[] = [];
    server.use(
      answer('/articles/{article_id}', 'patch', ({ body }) => {
        sent.push(body);
        return stored;
      }),
    );
    await show();
    await userEvent.click(await screen.findByRole('tab', { name: 'Show me' }));
    expect(await screen.findByText('Missing 3 of 4 times')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Move step 2 up' }));
    await userEvent.click(screen.getByRole('button', { name: 'Remove step 2' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save steps' }));
    expect(sent).toEqual([{ steps: [{ page: '', selector: '#b', title: 'Second', text: '' }], goes_live: false }]);
  });
});
