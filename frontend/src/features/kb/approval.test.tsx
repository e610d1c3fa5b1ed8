import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Approval, Article } from './api';
import { ArticleScreen } from './article-screen';
import { ARTICLE } from './testing';

const APPROVAL: Approval = {
  id: 5,
  version: 4,
  state: 'open',
  asked_by: { id: 2, name: 'Ines Agent' },
  asked_at: '2026-03-01T09:00:00Z',
  words: 'First of three.',
  reviewer: null,
  decided_by: null,
  decided_at: null,
  comment: '',
};
const DRAFT: Article = { ...ARTICLE, status: 'draft', published_version: null, published_at: null, url: '/app/kb/9', needs_approval: true };

let stored: Article;
let asked: { what: string; body: unknown }[];

const step = (what: string, state: Approval['state'], change: Partial<Article>) => (body: unknown): Article => {
  asked.push({ what, body });
  stored = { ...stored, ...change, approval: { ...APPROVAL, state }, version: stored.version + 1 };
  return stored;
};

beforeEach(() => {
  stored = DRAFT;
  asked = [];
  server.use(
    answer('/me', 'get', { ...ME, verbs: ['article.read', 'article.draft', 'article.publish'] }),
    answer('/articles/{article_id}', 'get', () => stored),
    answer('/articles/{article_id}/approvals', 'get', { results: [], next: null, reviewers: [{ id: 3, name: 'Sue Supervisor' }] }),
    answer('/articles/{article_id}/approval', 'post', ({ body }) => step('ask', 'open', { status: 'review' })(body)),
    answer('/articles/{article_id}/approval/give', 'post', ({ body }) => step('give', 'approved', { status: 'published', published_version: 4 })(body)),
    answer('/articles/{article_id}/approval/return', 'post', ({ body }) => step('return', 'returned', { status: 'draft' })(body)),
  );
});

const show = () => renderRouted(() => <ArticleScreen id={9} onDeleted={() => undefined} />);

describe('the review of an article', () => {
  it('is asked for where the brand wants one, even of who may publish', async () => {
    await show();
    expect(screen.queryByRole('button', { name: /^Publish/ })).not.toBeInTheDocument();
    await userEvent.click(await screen.findByRole('button', { name: 'Ask for a review' }));
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByRole('option', { name: 'Sue Supervisor' });
    await userEvent.selectOptions(within(dialog).getByLabelText('Reviewer'), 'Sue Supervisor');
    await userEvent.type(within(dialog).getByLabelText('What should they know?'), 'Look at step 2');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Ask for a review' }));
    expect(await screen.findByText('Ines Agent asks for a review')).toBeVisible();
    expect(asked).toEqual([{ what: 'ask', body: { words: 'Look at step 2', reviewer_id: 3 } }]);
  });

  it('approves the version that was read and publishes it', async () => {
    stored = { ...DRAFT, status: 'review', approval: APPROVAL, permissions: { ...DRAFT.permissions, approve: true } };
    await show();
    expect(await screen.findByText('First of three.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Approve and publish' }));
    expect(await screen.findByText('Published')).toBeVisible();
    expect(asked).toEqual([{ what: 'give', body: { version: 4, comment: '', publish: true } }]);
    expect(screen.queryByText('First of three.')).not.toBeInTheDocument();
  });

  it('returns it only with a comment', async () => {
    stored = { ...DRAFT, status: 'review', approval: APPROVAL, permissions: { ...DRAFT.permissions, approve: true } };
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Return' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('button', { name: 'Return' })).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(within(dialog).getByLabelText('What is to be changed?'), 'Say what breaks');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Return' }));
    expect(await screen.findByRole('button', { name: 'Ask for a review' })).toBeVisible();
    expect(asked).toEqual([{ what: 'return', body: { comment: 'Say what breaks' } }]);
  });

  it('offers no decision to who wrote it, but to take it back', async () => {
    stored = { ...DRAFT, status: 'review', approval: APPROVAL };
    await show();
    expect(await screen.findByRole('button', { name: 'Take the request back' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Approve' })).not.toBeInTheDocument();
  });
});
