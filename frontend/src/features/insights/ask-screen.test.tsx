import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Schemas } from '@/shared/api';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { AskScreen } from './ask-screen';
import { askSearch, type AskSearch } from './ask-search';
import { withoutGroups, withPart } from './ask-words';

type Query = Schemas['AskQuery'];

const QUERY: Query = {
  text: 'created by:company value:>=3 within:7d segment:enterprise period:28d',
  measure: 'created',
  filters: [{ field: 'segment', values: ['enterprise'], is_not: false, bound: null, text: 'segment:enterprise' }],
  by: 'company',
  value: { sign: '>=', number: 3 },
  within: 7,
  period: 'days',
  days: 28,
  since: '2026-02-13',
  until: '2026-03-12',
  sort: '',
  limit: null,
};
const figure = (value: number) => ({ value, business: null, part: 0, whole: value, tickets: value });
const ASKED: Schemas['AskResult'] = {
  question: 'Which enterprise accounts had three tickets in a week?',
  by: 'builtin',
  query: QUERY,
  answer: {
    timezone: 'Europe/London',
    definition: { measure: 'created', kind: 'count', side: 'all', unit: 'tickets', formula: 'tickets opened in the period', excludes: 'spam, trash', origin: 'tickets', at_least: null, at_most: null, risk_above: null, is_business: false },
    whole: figure(22),
    rows: [{ key: '7', name: 'Dunmore Retail', figure: figure(5), since: '2026-03-03', until: '2026-03-09' }],
    groups: 1,
    is_partial: false,
    sees_all: false,
  },
  readings: [],
  left: [],
  id: 4,
  is_kept: false,
};
const UNSURE: Schemas['AskResult'] = { ...ASKED, query: null, answer: null, id: null, left: ['atlantis'], readings: [{ ...QUERY, text: 'backlog period:28d', measure: 'backlog', filters: [], by: '', value: null, within: null }] };

let sent: unknown[];
let result: Schemas['AskResult'];

beforeEach(() => {
  sent = [];
  result = ASKED;
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs: ['insights.see'] })),
    answer('/insights/ask', 'post', ({ body }) => {
      sent.push(body);
      return result;
    }),
    answer('/insights/ask/questions', 'get', { results: [{ id: 3, question: '', query: 'csat by:team period:28d', is_kept: true, asked_at: '2026-03-12T09:00:00Z' }] }),
    answer('/insights/ask/questions/{question_id}', 'patch', ({ body }) => {
      sent.push(body);
      return { id: 4, question: ASKED.question, query: QUERY.text, is_kept: true, asked_at: '2026-03-12T09:00:00Z' };
    }),
    answer('/insights/ask/tickets', 'get', ({ query }) => {
      sent.push(query.toString());
      return { results: [{ number: 12, subject: 'Exports fail', status: 'open', priority: 'P2', tier: 'T1', company: 'Dunmore Retail', team: null, assignee: null, created_at: '2026-03-02T09:00:00Z' }], total: 1, is_partial: false };
    }),
  );
});

function Ask({ from }: { from: AskSearch }) {
  const [search, setSearch] = useState(from);
  return (
    <>
      <AskScreen search={search} onSearch={setSearch} />
      <Toaster />
    </>
  );
}
const show = (from: AskSearch = {}) => renderRouted(() => <Ask from={from} />);

describe('AskScreen', () => {
  it('shows what it understood, the figures with their definition, and the tickets of a row', async () => {
    await show();
    await userEvent.type(await screen.findByRole('textbox', { name: 'Question' }), `${ASKED.question}{Enter}`);
    const understood = within(await screen.findByRole('region', { name: 'Understood as' }));
    expect(understood.getByText('Enterprise')).toBeVisible();
    expect(understood.getByText('where it is at least 3')).toBeVisible();
    expect(screen.getByText('tickets opened in the period')).toBeVisible();
    expect(screen.getByText(/Tickets that you may not see are left out/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /Dunmore Retail.*5/ }));
    expect(await screen.findByRole('link', { name: '#12 Exports fail' })).toBeVisible();
    expect(sent.at(-1)).toContain('since=2026-03-03');
    expect(screen.getByRole('heading', { name: 'Dunmore Retail' })).toHaveFocus();
  });

  it('asks again when a condition is taken away, and keeps a question', async () => {
    await show({ q: ASKED.question });
    await userEvent.click(await screen.findByRole('button', { name: 'Keep as favourite' }));
    expect(await screen.findByRole('button', { name: 'Favourite', pressed: true })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Leave out Segment' }));
    await screen.findByRole('region', { name: 'Understood as' });
    expect(sent.at(-1)).toEqual({ question: ASKED.question, query: 'created by:company value:>=3 within:7d period:28d' });
  });

  it('asks back with readings and says which words mean nothing', async () => {
    result = UNSURE;
    await show({ q: 'open tickets of Atlantis' });
    expect(await screen.findByText(/Left out.*“atlantis”/)).toBeVisible();
    result = ASKED;
    await userEvent.click(screen.getByRole('button', { name: 'Use backlog period:28d' }));
    expect(await screen.findByRole('region', { name: 'Understood as' })).toBeVisible();
    expect(sent.at(-1)).toEqual({ question: 'open tickets of Atlantis', query: 'backlog period:28d' });
  });

  it('says of a time that it is the median', async () => {
    const { answer: told } = ASKED;
    if (!told) throw new Error('no answer');
    const time = { ...told.definition, measure: 'first_reply', kind: 'time', unit: 'seconds' } as const;
    result = { ...ASKED, query: { ...QUERY, measure: 'first_reply', by: '' }, answer: { ...told, definition: time, rows: [], whole: { ...figure(60), business: 60 } } };
    await show({ q: 'first replies' });
    expect(await screen.findAllByText(/First reply \(median\)/)).toHaveLength(2);
  });

  it('tells a share with its counts', async () => {
    const { answer: told } = ASKED;
    if (!told) throw new Error('no answer');
    const share = { ...told.definition, measure: 'ai_solved', kind: 'share', unit: 'percent' } as const;
    result = { ...ASKED, query: { ...QUERY, measure: 'ai_solved', by: '' }, answer: { ...told, definition: share, rows: [], whole: { value: 25, business: null, part: 10, whole: 40, tickets: 40 } } };
    await show({ q: 'solved by the assistant' });
    expect(await screen.findByText('25% (10 of 40)')).toBeVisible();
  });

  it('says that the median is kept where a mean was asked for', async () => {
    result = { ...UNSURE, left: ['average'], readings: [{ ...QUERY, text: 'first_reply period:28d', measure: 'first_reply', filters: [], by: '', value: null, within: null }] };
    await show({ q: 'average first reply time' });
    expect(await screen.findByText(/the median is kept, not the mean/)).toBeVisible();
  });

  it('says what is wrong with a query and lets it be written again', async () => {
    server.use(answer('/insights/ask', 'post', () => refusal(422, { code: 'insights.unreadable_query', detail: 'Did you mean created?' })));
    await show({ query: 'creatd' });
    expect(await screen.findByText(/Did you mean created/)).toBeVisible();
    expect(screen.getByRole('textbox', { name: 'Query' })).toHaveValue('creatd');
  });
});

describe('a query as text', () => {
  it('gets another part, or loses it, and without groups what is said of them', () => {
    expect(withPart(QUERY.text, 'period', 'last_week')).toBe('created by:company value:>=3 within:7d segment:enterprise period:last_week');
    expect(withoutGroups(QUERY.text)).toBe('created segment:enterprise period:28d');
    expect(askSearch({ q: '', row: 7, other: 1 })).toEqual({ row: '7' });
  });
});
