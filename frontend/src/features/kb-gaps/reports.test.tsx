import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Outcome } from './api';
import { OutcomesScreen } from './outcomes-screen';
import { SearchesScreen } from './searches-screen';

beforeEach(() => {
  server.use(answer('/me', 'get', { ...ME, verbs: ['article.read', 'article.draft'] }), answer('/brands', 'get', { results: [], next: null }));
});

describe('searches', () => {
  it('shows failed searches by what they ask, with the words that were typed', async () => {
    const user = userEvent.setup();
    server.use(
      answer('/kb/searches', 'get', {
        searches: 40,
        failed: 6,
        whys: { nothing_shown: 4, nothing_clicked: 1, ticket_followed: 1 },
        results: [
          {
            query: 'rotate key',
            count: 6,
            people: 5,
            whys: { nothing_shown: 4, nothing_clicked: 1, ticket_followed: 1 },
            queries: [
              { query: 'rotate key', count: 4 },
              { query: 'new snowflake key', count: 2 },
            ],
            last_at: '2026-03-02T09:00:00Z',
            tickets: [1042],
          },
        ],
        is_cut: false,
        before_writing: 9,
        solved: 4,
      }),
    );
    await renderRouted(() => <SearchesScreen search={{}} onSearch={() => undefined} />);
    expect(await screen.findByText('40 searches, 6 of them failed.')).toBeVisible();
    expect(screen.getByText(/9 contact forms showed answers .* 4 of them made writing needless/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'rotate key' }));
    expect(screen.getByText('new snowflake key')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Download CSV' })).toHaveAttribute('href', '/api/v1/kb/searches.csv?days=28&failed=true');
  });
});

const outcome = (fields: Partial<Outcome> = {}): Outcome => ({
  article: { id: 9, name: 'Rotate a key' },
  status: 'published',
  owner: null,
  product_area: 'exports',
  views: 60,
  known: 40,
  followed: 12,
  without_ticket: 28,
  follow_up: 0.3,
  helpful: 3,
  voted: 4,
  helpful_share: null,
  cited: 7,
  escalated: 2,
  corrected: 1,
  needs_work: true,
  ...fields,
});

describe('outcomes', () => {
  it('tells few as counts, and leads from a missing area to its gap', async () => {
    server.use(
      answer('/kb/outcomes', 'get', { results: [outcome()] }),
      answer('/kb/coverage', 'get', {
        covered: 1,
        areas: 2,
        share: 0.5,
        good_from: 0.8,
        results: [
          { area: 'exports', tickets: 9, articles: 0, gap_id: 4 },
          { area: 'billing', tickets: 3, articles: 2, gap_id: null },
        ],
      }),
    );
    await renderRouted(() => <OutcomesScreen search={{}} onSearch={() => undefined} />);
    const row = await screen.findByRole('row', { name: /Rotate a key/ });
    expect(within(row).getByText('3 of 4')).toBeVisible();
    expect(within(row).getByText('30% of 40')).toBeVisible();
    expect(within(row).getByText('Many still ask')).toBeVisible();
    expect(await screen.findByRole('link', { name: 'Open its gap' })).toHaveAttribute('href', '/kb/gaps?gap=4&singles=true');
  });
});
