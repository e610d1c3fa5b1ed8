import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { renderRouted } from '@/shared/testing/routed';
import { RunbookPanel } from './runbook-panel';
import { ARTICLE } from './testing';
import type { ArticleDraft } from './use-article-draft';

const UNREAD = 'Decide alone (up to 1.000 USD): a credit';

it('names the lines whose limit it could not take, and saves none of them without one', async () => {
  const save = vi.fn(() => Promise.resolve(true));
  const body = `<ol><li>Decide alone (up to 1,000 USD): a refund</li><li>${UNREAD}</li></ol>`;
  const draft = { words: { title: 'Credits', body, body_format: 'html' }, state: 'saved', save } as unknown as ArticleDraft;
  await renderRouted(() => <RunbookPanel article={ARTICLE} draft={draft} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Take from the numbered lists' }));
  expect(screen.getByRole('alert')).toHaveTextContent(UNREAD);
  expect(screen.getByRole('alert')).not.toHaveTextContent('a refund');
  const [taken, missing] = screen.getAllByLabelText('May decide alone up to');
  expect(taken).toHaveValue('1000');
  expect(missing).toBeInvalid();
  await userEvent.click(screen.getByRole('button', { name: 'Save runbook' }));
  expect(save).not.toHaveBeenCalled();
  await userEvent.type(missing!, '1000');
  await userEvent.click(screen.getByRole('button', { name: 'Save runbook' }));
  expect(save).toHaveBeenCalled();
  expect(screen.queryByRole('alert')).toBeNull();
});
