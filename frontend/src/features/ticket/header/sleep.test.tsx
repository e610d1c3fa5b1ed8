import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { answer, page } from '@/shared/testing/answers';

import { ME, serve } from '../testing/backend';
import { changeEntry, ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import { SleepLine } from './sleep-line';
import { SnoozeMenu } from './snooze';

const SYSTEM = { kind: 'system', id: null, name: '' } as const;
const article = (id: number, title: string) => ({ id, title }) as never;

function woken(by: Parameters<typeof changeEntry>[2], later: ReturnType<typeof changeEntry>[] = []) {
  const line = changeEntry(90, { snoozed_until: ['2026-04-01T09:00:00Z', null], snoozed_item: [12, null] }, by);
  if (line.kind === 'change') {
    line.payload.reason = 'The article it waited for was published';
    line.payload.message = { code: 'woken_article', params: {} };
  }
  const detail = ticket({});
  const timeline = { ...detail.timeline, results: [...detail.timeline.results, line, ...later] };
  return { ...detail, timeline };
}

describe('A ticket that sleeps until an article is published', () => {
  it('is put to sleep from the menu', async () => {
    const detail = ticket({});
    serve(detail, answer('/articles', 'get', () => page([article(12, 'Rotate a key'), article(13, 'Refunds')])));
    const { value } = renderInTicket(<SnoozeMenu onOwnTime={() => undefined} />, detail, {
      me: { ...ME, verbs: [...ME.verbs, 'article.read'] },
    });
    await userEvent.click(screen.getByRole('button', { name: /Snooze/ }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Until an article is published …' }));
    await userEvent.click(await screen.findByRole('radio', { name: 'Rotate a key' }));
    await userEvent.click(screen.getByRole('button', { name: 'Snooze' }));
    await waitFor(() =>
      expect(value.change).toHaveBeenCalledWith(
        expect.objectContaining({ changes: expect.objectContaining({ snoozed_for: 'article', snoozed_item: 12 }) as unknown }),
      ),
    );
  });

  it('is not offered to whom no article is shown', async () => {
    renderInTicket(<SnoozeMenu onOwnTime={() => undefined} />, ticket({}), { me: ME });
    await userEvent.click(screen.getByRole('button', { name: /Snooze/ }));
    await screen.findByRole('menuitem', { name: 'Until a colleague writes' });
    expect(screen.queryByRole('menuitem', { name: 'Until an article is published …' })).toBeNull();
  });

  it('says in its head what for, and links the article', async () => {
    const detail = ticket({ snoozed_until: '2026-04-01T09:00:00Z', snoozed_for: 'article', snoozed_item: 12 });
    serve(detail, answer('/articles/{article_id}', 'get', () => article(12, 'Rotate a key')));
    renderInTicket(<SleepLine />, detail);
    expect(screen.getByText(/Sleeps until an article is published, at the latest/)).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: 'Rotate a key' })).toHaveAttribute('href', '/app/kb/12');
  });

  it('says why it woke until somebody acts', () => {
    serve(ticket({}), answer('/articles/{article_id}', 'get', () => article(12, 'Rotate a key')));
    const { unmount } = renderInTicket(<SleepLine />, woken(SYSTEM));
    expect(screen.getByText('Awake again: The article it waited for was published')).toBeInTheDocument();
    unmount();
    renderInTicket(<SleepLine />, woken(SYSTEM, [changeEntry(91, { priority: ['P3', 'P2'] })]));
    expect(screen.queryByText(/Awake again/)).toBeNull();
  });
});
