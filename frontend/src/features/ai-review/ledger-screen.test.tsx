import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import type { Schemas } from '@/shared/api';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { AutonomyScreen } from './autonomy-screen';
import { LedgerScreen } from './ledger-screen';
import { ledgerSearch } from './search';
import { STATES, type LedgerLine, type Rung } from './words';

const line = (key: string, counts: number[]): LedgerLine => {
  const ended = counts.reduce((sum, count) => sum + count, 0);
  return {
    key,
    ended,
    open: 1,
    counts: STATES.map((state, index) => ({ state, count: counts[index] ?? 0, share: ended < 20 ? null : (counts[index] ?? 0) / ended })),
  };
};

const rung = (category: string, fields: Partial<Rung> = {}): Rung => ({
  category,
  level: 'automatic',
  boundary: '',
  evidence: {
    a_month: 40,
    judged: 0,
    sent: 0,
    edited: 0,
    unused: 0,
    rejected: 0,
    resolved: 0,
    came_back: 0,
    wrong: 0,
    unedited_share: null,
    came_back_share: null,
  },
  proposal: { level: null, lacks: '', there: 0, needed: 0 },
  changes: [],
  ...fields,
});

let asked: URLSearchParams[];
let verbs: string[];

beforeEach(() => {
  asked = [];
  verbs = ['assistant.review', 'assistant.read', 'assistant.write'];
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/assistant/actions', 'get', {
      sources: [],
      figures: [{ action: 'credit', label: 'Credit', kind: 'write', used: 7, proposed: 1, approved: 4, declined: 2, done: 3, failed: 1, in_doubt: 0, amount: 120 }],
      days: 28,
    }),
    answer('/assistant/ledger', 'get', { all: line('', [20, 10, 5, 10, 3, 2]), groups: [line('billing', [3, 0, 1, 0, 0, 2])] }),
    answer('/assistant/ledger/conversations', 'get', ({ query }) => {
      asked.push(query);
      return {
        results: [
          {
            number: 12,
            subject: 'Exports fail',
            requester: 'Helen Marsh',
            company: '',
            category: 'billing',
            channel: 'widget',
            state: 'came_back',
            why: 'wrote_again',
            began_at: '2026-03-02T09:00:00Z',
            ended_at: '2026-03-03T09:00:00Z',
            confidence: 0.95,
          },
        ],
        next: null,
      };
    }),
  );
});

describe('the ledger', () => {
  it('tells shares only where there are enough, and what each state means', async () => {
    await renderRouted(() => <LedgerScreen />);
    expect(await screen.findByText('60% of 50 conversations ended with evidence.')).toBeVisible();
    const billing = screen.getByRole('row', { name: /^Billing/ });
    expect(billing).not.toHaveTextContent('%');
    expect(await screen.findByText('Used 7, approved 4, declined 2, failed 1, in doubt 0')).toBeVisible();
    expect(screen.getByText('72 hours were quiet, and nothing else is known. Not counted as solved.')).toBeVisible();
  });

  it('opens the conversations of a figure', async () => {
    await renderRouted(() => <LedgerScreen />);
    await userEvent.click(await screen.findByRole('button', { name: '2 Came back, Billing: show the conversations' }));
    const side = await screen.findByRole('complementary', { name: 'Conversations behind the figure' });
    expect(await within(side).findByRole('link', { name: 'Exports fail' })).toHaveAttribute('href', '/inbox/12');
    await waitFor(() => expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({ state: 'came_back', category: 'billing', days: '28' }));
    expect(within(side).getByRole('link', { name: 'Export these as CSV' })).toHaveAttribute(
      'href',
      expect.stringContaining('/assistant/ledger.csv?days=28&state=came_back&category=billing'),
    );
  });

  it('reads from its address only what it knows', () => {
    expect(ledgerSearch({ days: 5, by: 'weather', state: 'came_back', group: 'billing' })).toEqual({ state: 'came_back', group: 'billing' });
  });
});

const narrow = (fields: Partial<Schemas['Narrow']> = {}): Schemas['Narrow'] => ({
  is_narrow: false,
  automatic: ['question', 'access'],
  watched: null,
  results: [],
  resolved_needed: 20,
  days_needed: 14,
  bad_allowed: 2,
  bad_limit: 0.05,
  ...fields,
});

const candidate = (category: string, fields: Partial<Schemas['NarrowCandidate']> = {}): Schemas['NarrowCandidate'] => ({
  category,
  level: 'suggest',
  boundary: '',
  a_month: 22,
  simple_share: 0.91,
  asked: 66,
  sure: 33,
  sure_share: 0.5,
  judged: 4,
  wrong: 1,
  wrong_share: null,
  is_proposed: false,
  lacks: '',
  there: 0,
  needed: 0,
  ...fields,
});

const emptyLadder = { results: [], volume_needed: 20, unedited_for_suggest: 0.7, unedited_for_automatic: 0.9, came_back_limit: 0.05 };

describe('starting narrow', () => {
  it('asks again before it takes every category down', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/assistant/autonomy', 'get', emptyLadder),
      answer('/assistant/narrow', 'get', () => narrow(sent.length > 0 ? { is_narrow: true, automatic: [] } : {})),
      answer('/assistant/narrow', 'put', ({ body }) => {
        sent.push(body);
        return narrow({ is_narrow: true, automatic: [] });
      }),
    );
    await renderRouted(() => <AutonomyScreen />);
    await userEvent.click(await screen.findByRole('button', { name: 'Start narrow' }));
    expect(sent).toEqual([]);
    await waitFor(() => expect(screen.getByRole('button', { name: 'Keep it' })).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Start narrow' })).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    await userEvent.click(screen.getByRole('button', { name: 'Take 2 categories down to Suggest' }));
    await waitFor(() => expect(sent).toEqual([{ level: 'suggest' }]));
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Start narrow' })).toHaveFocus());
  });

  it('switches on what is proposed, and says what the others lack', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/assistant/autonomy', 'get', emptyLadder),
      answer(
        '/assistant/narrow',
        'get',
        narrow({
          is_narrow: true,
          results: [
            candidate('question', { is_proposed: true }),
            candidate('access'),
            candidate('bug', { lacks: 'simple', there: 0.11, needed: 0.5 }),
            candidate('billing', { lacks: 'volume', there: 3, needed: 20 }),
          ],
        }),
      ),
      answer('/assistant/autonomy/{category}', 'put', ({ params, body }) => {
        sent.push([params.category, body]);
        return rung(params.category ?? '');
      }),
    );
    await renderRouted(() => <AutonomyScreen />);
    expect(await screen.findByRole('row', { name: /^Access/ })).toHaveTextContent('Ready, later');
    expect(screen.getByRole('row', { name: /^Question/ })).toHaveTextContent('Sure enough of 33 of 66 questions');
    expect(screen.getByRole('row', { name: /^Bug/ })).toHaveTextContent('11% simple requests, 50% needed');
    expect(screen.getByRole('row', { name: /^Billing/ })).toHaveTextContent('3 a month of 20 needed');
    await userEvent.click(await screen.findByRole('button', { name: 'Switch on' }));
    await waitFor(() => expect(sent).toEqual([['question', { level: 'automatic' }]]));
  });

  it('proposes nothing while the last one is watched', async () => {
    server.use(
      answer('/assistant/autonomy', 'get', emptyLadder),
      answer(
        '/assistant/narrow',
        'get',
        narrow({ is_narrow: true, watched: { category: 'question', resolved: 7, bad: 1, days: 3 }, results: [candidate('access')] }),
      ),
    );
    await renderRouted(() => <AutonomyScreen />);
    expect(await screen.findByText(/^Question was switched on last: 7 of 20 conversations, 1 bad/)).toBeVisible();
    expect(screen.getByRole('row', { name: /^Access/ })).toHaveTextContent('Ready, waits for the last one');
    expect(screen.queryByRole('button', { name: 'Switch on' })).toBeNull();
  });
});

describe('the autonomy ladder', () => {
  beforeEach(() => server.use(answer('/assistant/narrow', 'get', narrow())));

  it('sets a level only when it is said so, and promotes with one press', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/assistant/autonomy', 'get', {
        results: [
          rung('question'),
          rung('bug', { level: 'shadow', proposal: { level: 'suggest', lacks: '', there: 0, needed: 0 } }),
          rung('billing', { boundary: 'Everything about money' }),
        ],
        volume_needed: 20,
        unedited_for_suggest: 0.7,
        unedited_for_automatic: 0.9,
        came_back_limit: 0.05,
      }),
      answer('/assistant/autonomy/{category}', 'put', ({ params, body }) => {
        sent.push([params.category, body]);
        return rung(params.category ?? '', { level: 'suggest' });
      }),
    );
    await renderRouted(() => (
      <>
        <AutonomyScreen />
        <Toaster />
      </>
    ));
    const levels = await screen.findByRole('group', { name: 'What the assistant may do: Question' });
    await userEvent.click(within(levels).getByRole('radio', { name: 'Suggest' }));
    expect(sent).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Keep it' }));
    await waitFor(() => expect(within(levels).getByRole('radio', { name: 'Automatic' })).toHaveFocus());
    await userEvent.click(within(levels).getByRole('radio', { name: 'Suggest' }));
    await userEvent.click(screen.getByRole('button', { name: 'Set to Suggest' }));
    await waitFor(() => expect(sent).toEqual([['question', { level: 'suggest' }]]));
    await userEvent.click(screen.getByRole('button', { name: 'Take the step' }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(screen.getByText('Held at off by “Everything about money”')).toBeVisible();
    expect(screen.getByRole('group', { name: 'What the assistant may do: Billing' })).toBeDisabled();
  });

  it('is read only without the right to set it', async () => {
    verbs = ['assistant.review'];
    server.use(
      answer('/assistant/autonomy', 'get', {
        results: [rung('question')],
        volume_needed: 20,
        unedited_for_suggest: 0.7,
        unedited_for_automatic: 0.9,
        came_back_limit: 0.05,
      }),
    );
    await renderRouted(() => <AutonomyScreen />);
    expect(await screen.findByText('Admins can change this.')).toBeVisible();
    expect(screen.getByRole('group', { name: 'What the assistant may do: Question' })).toBeDisabled();
  });
});
