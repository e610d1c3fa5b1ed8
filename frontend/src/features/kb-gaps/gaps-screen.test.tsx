import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Gap, Gaps } from './api';
import { GapsScreen } from './gaps-screen';
import type { GapsSearch } from './search';

const gap = (fields: Partial<Gap> = {}): Gap => ({
  id: 4,
  version: 1,
  title: 'Rotate the Snowflake key',
  kind: 'missing',
  state: 'open',
  reason: '',
  owner: null,
  article: null,
  tickets: 3,
  replies: 5,
  minutes: 45,
  cost: '55.50',
  last_at: '2026-03-02T09:00:00Z',
  evidence: [
    { number: 1042, subject: 'Key', question: 'How do I rotate it?', kind: 'missing', reason: '', article: null, asked_at: '2026-03-02T09:00:00Z' },
  ],
  searches: [{ query: 'rotate snowflake key', count: 6, followed: 2 }],
  drafted_by: '',
  quotes: [],
  trial: null,
  effect: null,
  ...fields,
});

const list = (fields: Partial<Gaps> = {}): Gaps => ({
  results: [gap()],
  tickets: 3,
  figures: { cost_per_ticket: '18.50', minutes_per_reply: 9, currency: 'EUR' },
  formula: '',
  ...fields,
});

function Stage({ first }: { first: GapsSearch }) {
  const [search, setSearch] = useState(first);
  return <GapsScreen search={search} onSearch={setSearch} />;
}

const show = (search: GapsSearch = {}) => renderRouted(() => <Stage first={search} />);
const may = (...verbs: string[]): void => server.use(answer('/me', 'get', { ...ME, verbs }));

beforeEach(() => {
  may('article.read', 'article.draft', 'source.write');
  server.use(answer('/users', 'get', { results: [], next: null }), answer('/kb/gaps', 'get', list()), answer('/kb/gaps/{gap_id}', 'get', gap()));
});

describe('gaps', () => {
  it('shows what they cost by the own figures, and says so where there are none', async () => {
    await show();
    const row = await screen.findByRole('row', { name: /Rotate the Snowflake key/ });
    expect(row).toHaveTextContent('€56');
    expect(screen.getByText('They cost €56.')).toBeVisible();
    server.use(
      answer('/kb/gaps', 'get', list({ results: [gap({ minutes: null, cost: null })], figures: { cost_per_ticket: null, minutes_per_reply: null, currency: 'EUR' } })),
    );
    await show();
    expect(await screen.findByText(/What they cost is unknown/)).toBeVisible();
  });

  it('opens one with its tickets and searches, and the focus comes back', async () => {
    const user = userEvent.setup();
    await show();
    await user.click(await screen.findByRole('button', { name: 'Rotate the Snowflake key' }));
    const panel = await screen.findByRole('complementary', { name: 'Gap' });
    expect(await within(panel).findByText('How do I rotate it?')).toBeVisible();
    expect(within(panel).getByText('rotate snowflake key')).toBeVisible();
    await user.click(within(panel).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Rotate the Snowflake key' })).toHaveFocus());
  });

  it('drafts, tries and tells the result', async () => {
    const user = userEvent.setup();
    const article = { id: 9, title: 'Rotate the Snowflake key', status: 'draft' };
    const drafted = gap({ version: 2, state: 'in_work', article, drafted_by: 'quoted', quotes: [{ ticket: 1042, text: 'Press Rotate key.' }] });
    const trial = {
      state: 'done' as const,
      at: '2026-03-02T10:00:00Z',
      is_current: true,
      tried: 1,
      found: 1,
      answered: 1,
      items: [{ ticket: 1042, is_found: true, is_cited: true, outcome: 'answered' as const }],
    };
    server.use(answer('/kb/gaps/{gap_id}/draft', 'post', drafted), answer('/kb/gaps/{gap_id}/trial', 'post', { ...drafted, trial }));
    await show({ gap: 4 });
    await user.click(await screen.findByRole('button', { name: 'Draft article' }));
    expect(await screen.findByText('Press Rotate key.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try on these tickets' }));
    expect(await screen.findByText('Of 1 question, 1 would have been answered from it and 1 would have found it.')).toBeVisible();
  });

  it('dismisses with a reason alone', async () => {
    const user = userEvent.setup();
    let sent: unknown;
    server.use(
      answer('/kb/gaps/{gap_id}', 'patch', ({ body }) => {
        sent = body;
        return gap({ version: 2, state: 'dismissed', reason: 'A bug.' });
      }),
    );
    await show({ gap: 4 });
    await user.selectOptions(await within(await screen.findByRole('complementary')).findByLabelText('State'), 'dismissed');
    expect(screen.getByRole('button', { name: 'Dismiss' })).toBeDisabled();
    await user.type(screen.getByLabelText('Why is this no gap?'), 'A bug.');
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(await screen.findByText('Not a gap: A bug.')).toBeVisible();
    expect(sent).toEqual({ state: 'dismissed', reason: 'A bug.' });
  });

  it('is closed to those who may not write articles', async () => {
    may('article.read');
    await show();
    expect(await screen.findByText('These pages are for people who write articles')).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Gaps' })).toBeNull();
  });
});
