import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { ReviewScreen } from './review-screen';
import { reviewSearch } from './search';
import type { Review, ReviewRow } from './words';

const row = (number: number, fields: Partial<ReviewRow> = {}): ReviewRow => ({
  number,
  subject: `Exports fail ${number}`,
  requester: 'Helen Marsh',
  company: 'Kestrel Freight',
  assignee: null,
  category: 'question',
  channel: 'widget',
  state: 'came_back',
  reasons: ['came_back'],
  confidence: 0.95,
  since: '2026-03-02T09:00:00Z',
  ...fields,
});

const part = (fields: Partial<Review['parts'][number]>): Review['parts'][number] => ({
  kind: 'message',
  author_kind: 'contact',
  author: 'Helen Marsh',
  at: '2026-03-02T09:00:00Z',
  text: 'How do I backfill?',
  score: null,
  is_answer: false,
  citations: [],
  confidence: null,
  confidence_word: '',
  state: '',
  why: '',
  ...fields,
});

const review = (number: number, fields: Partial<Review> = {}): Review => ({
  ...row(number),
  parts: [
    part({}),
    part({
      author_kind: 'assistant',
      author: 'Assistant',
      text: 'Press Backfill.',
      is_answer: true,
      confidence: 0.95,
      confidence_word: 'high',
      citations: [{ article_id: 4, title: 'Backfill a destination', url: '/kb/4', quote: 'Press Backfill.', heading: '' }],
    }),
    part({ kind: 'ledger', author_kind: '', author: '', text: '', state: 'came_back', why: 'wrote_again' }),
  ],
  verdict: null,
  ...fields,
});

let judged: { number: string | undefined; body: unknown }[];

beforeEach(() => {
  judged = [];
  server.use(
    answer('/assistant/reviews', 'get', {
      results: [row(1), row(2, { reasons: ['missed'] })],
      next: null,
      waiting: 2,
      mine: 0,
      categories: [{ category: 'question', count: 2 }],
    }),
    answer('/assistant/reviews/{number}', 'get', ({ params }) => review(Number(params.number))),
    answer('/assistant/reviews/{number}/verdict', 'put', ({ params, body }) => {
      judged.push({ number: params.number, body });
      return review(Number(params.number));
    }),
  );
  return listenForShortcuts();
});

const show = () =>
  renderRouted(() => (
    <>
      <ReviewScreen />
      <Toaster />
    </>
  ));

describe('the review queue', () => {
  it('shows what was asked, answered on which grounds, and what happened then', async () => {
    await show();
    const conversation = await screen.findByRole('region', { name: 'Conversation under review' });
    expect(within(conversation).getByText('How do I backfill?')).toBeVisible();
    expect(within(conversation).getByRole('link', { name: 'Backfill a destination' })).toHaveAttribute('href', '/app/kb/4');
    expect(within(conversation).getByRole('img', { name: /High/ })).toBeVisible();
    expect(within(conversation).getByText('Counted as Came back: The customer wrote again within 7 days')).toBeVisible();
  });

  it('is worked by the keyboard alone: a verdict, why, save and next', async () => {
    const { address } = await show();
    await screen.findByRole('complementary', { name: 'Verdict' });
    await userEvent.keyboard('2');
    expect(screen.getByRole('radio', { name: /^Wrong/ })).toBeChecked();
    await userEvent.type(screen.getByRole('textbox', { name: /^Why/ }), 'Maps by id now.');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(judged).toEqual([{ number: '1', body: { verdict: 'wrong', why: 'Maps by id now.', is_for_tests: false } }]));
    expect(await screen.findByText('Verdict on #1 saved')).toBeVisible();
    await waitFor(() => expect(address()).toContain('number=2'));
  });

  it('asks for a verdict before it saves, and skips without one', async () => {
    const { address } = await show();
    await userEvent.click(await screen.findByRole('button', { name: /Save, show next/ }));
    expect(screen.getByRole('alert')).toHaveTextContent('Choose a verdict with 1 to 4.');
    expect(judged).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: /Skip/ }));
    await waitFor(() => expect(address()).toContain('number=2'));
  });

  it('says why a verdict was not saved, and keeps what was written', async () => {
    server.use(answer('/assistant/reviews/{number}/verdict', 'put', () => refusal(409, { detail: 'Somebody else has judged this.' })));
    await show();
    await screen.findByRole('complementary', { name: 'Verdict' });
    await userEvent.keyboard('1');
    await userEvent.type(screen.getByRole('textbox', { name: /^Why/ }), 'Fine.');
    await userEvent.click(screen.getByRole('button', { name: /Save, show next/ }));
    expect(await screen.findByText('Somebody else has judged this.')).toBeVisible();
    expect(screen.getByRole('textbox', { name: /^Why/ })).toHaveValue('Fine.');
  });

  it('shows a verdict and takes it back', async () => {
    let isTakenBack = false;
    server.use(
      answer('/assistant/reviews/{number}', 'get', ({ params }) =>
        review(Number(params.number), {
          verdict: isTakenBack ? null : { verdict: 'right', why: 'It was fine.', by: { id: 3, name: 'Sue' }, at: '2026-03-02T10:00:00Z' },
        }),
      ),
      answer('/assistant/reviews/{number}/verdict', 'delete', ({ params }) => {
        isTakenBack = true;
        return review(Number(params.number));
      }),
    );
    await show();
    expect(await screen.findByText('It was fine.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Take the verdict back' }));
    expect(await screen.findByRole('radio', { name: /^Wrong/ })).toBeVisible();
  });

  it('reads from its address only what it knows', () => {
    expect(reviewSearch({ number: '7', reason: 'missed', category: 'weather', mine: true, judged: 'yes', evil: 1 })).toEqual({
      number: 7,
      reason: 'missed',
      mine: true,
    });
  });
});
