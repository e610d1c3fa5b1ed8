import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Article, ArticleChange } from './api';
import { ArticleScreen } from './article-screen';
import { ARTICLE } from './testing';

const URL_OF_IMAGE = '/api/v1/article-images/0d6f2c4e-0000-4000-8000-000000000001';
const PICTURE = new File(['x'], 'form.png', { type: 'image/png' });

// The field is a module of its own: how long it takes to load is not what is tested.
beforeAll(() => import('./article-editor'), 120_000);

let stored: Article;
let saved: ArticleChange[];

beforeEach(() => {
  stored = ARTICLE;
  saved = [];
  // jsdom lays nothing out, and the field scrolls to what was inserted.
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect = () => new DOMRect();
  URL.createObjectURL = () => 'blob:preview';
  URL.revokeObjectURL = () => undefined;
  server.use(
    answer('/me', 'get', { ...ME, verbs: ['article.read', 'article.draft', 'article.publish'] }),
    answer('/articles/{article_id}', 'get', () => stored),
    answer('/articles/{article_id}', 'patch', ({ body }) => {
      saved.push(body);
      stored = { ...stored, body: body.body ?? stored.body, version: stored.version + 1 };
      return stored;
    }),
    answer('/articles/{article_id}/images', 'post', {
      id: '0d6f2c4e-0000-4000-8000-000000000001',
      url: URL_OF_IMAGE,
      name: 'form.png',
      alt: 'The form',
      content_type: 'image/png',
      size: 1,
      width: 40,
      height: 30,
    }),
  );
});

async function choose(): Promise<HTMLElement> {
  await renderRouted(() => <ArticleScreen id={9} onDeleted={() => undefined} />);
  await userEvent.upload(await screen.findByLabelText('Image files'), PICTURE);
  return screen.findByRole('dialog', { name: 'Add an image' });
}

describe('images in an article', () => {
  it('are asked for their description, and stand in the text that is saved', async () => {
    const dialog = await choose();
    expect(within(dialog).getByRole('button', { name: 'Add image' })).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(within(dialog).getByLabelText('What does it show?'), 'The form');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add image' }));
    expect(await screen.findByRole('img', { name: 'The form' })).toHaveAttribute('src', URL_OF_IMAGE);
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.body).toContain(`<img src="${URL_OF_IMAGE}" alt="The form"`);
  });

  it('says why one is refused, and keeps the description', async () => {
    server.use(
      answer('/articles/{article_id}/images', 'post', () =>
        refusal(422, { code: 'invalid', detail: 'SVG is not taken: it can carry scripts.' }),
      ),
    );
    const dialog = await choose();
    await userEvent.type(within(dialog).getByLabelText('What does it show?'), 'The form{Enter}');
    expect(await within(dialog).findByText(/SVG is not taken/)).toBeVisible();
    expect(within(dialog).getByLabelText('What does it show?')).toHaveValue('The form');
  });

  it('keep an article in the rich-text field', async () => {
    stored = { ...ARTICLE, body: `<p><img src="${URL_OF_IMAGE}" alt="The form"></p>` };
    await renderRouted(() => <ArticleScreen id={9} onDeleted={() => undefined} />);
    const field = await screen.findByRole('textbox', { name: 'Article text' });
    expect(within(field).getByRole('img', { name: 'The form' })).toBeVisible();
  });
});
