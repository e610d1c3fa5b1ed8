import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { stepOf } from './day-chart';
import { InsightsScreen } from './insights-screen';
import { insightsSearch, type InsightsSearch } from './search';
import { MEASURES, type Definition, type Figure, type Measure, type Money } from './words';

const TIMES: readonly Measure[] = ['first_reply', 'resolution', 'ai_first_reply', 'backlog_age'];
const COUNTS: readonly Measure[] = ['created', 'solved', 'reopened'];

const definition = (measure: Measure): Definition => ({
  measure,
  kind: COUNTS.includes(measure) ? 'count' : TIMES.includes(measure) ? 'time' : measure === 'backlog' ? 'state' : measure === 'csat' || measure === 'reassignments' ? 'mean' : 'share',
  side: 'all',
  unit: TIMES.includes(measure) ? 'seconds' : measure === 'utilisation' ? 'percent of hours' : 'tickets',
  formula: `formula of ${measure}`,
  excludes: 'spam, trash',
  origin: 'tickets',
  at_least: measure === 'sla' ? 95 : measure === 'utilisation' ? 60 : null,
  at_most: measure === 'first_reply' ? 900 : measure === 'utilisation' ? 75 : null,
  risk_above: measure === 'utilisation' ? 85 : null,
  is_business: measure === 'first_reply' || measure === 'resolution',
});

const figure = (measure: Measure, fields: Partial<Figure> = {}): Figure => ({
  measure,
  value: null,
  p90: null,
  business: null,
  business_p90: null,
  part: 0,
  whole: 0,
  tickets: 0,
  ...fields,
});

const FIGURES: Partial<Record<Measure, Partial<Figure>>> = {
  created: { value: 30, whole: 30, tickets: 30 },
  sla: { value: 94.1, part: 495, whole: 526, tickets: 400 },
  first_reply: { value: 3600, p90: 90_000, business: 660, business_p90: 2280, whole: 28, tickets: 28 },
  first_contact: { part: 3, whole: 7, tickets: 7 },
  utilisation: { value: 91.5, part: 110, whole: 120, tickets: 44 },
};
const all = MEASURES.map((measure) => figure(measure, FIGURES[measure]));

const MONEY: Money = {
  since: '2026-02-13',
  until: '2026-03-12',
  measured: { days: 28, deflected: 750, solved_by_people: 526, drafts_used: 90, ai_cost: '1380.00' },
  own: {
    currency: 'USD',
    assisted_cost: '30.00',
    self_service_cost: '1.84',
    usd_rate: '1.000000',
    hourly_cost: null,
    minutes_per_draft: null,
    support_cost_monthly: null,
    churn_reduction_monthly: '0.00',
    licence_monthly: '0.00',
    implementation_once: '0.00',
    version: 1,
    changed_by: null,
    changed_at: null,
  },
  results: { potential: 1276, deflection: 58.8, cost_per_ticket: null, assisted_cost: '30.00', self_service_cost: '1.84', saving: '21120.00', productivity: null, monthly_return: '22958.57' },
};

let asked: string[];
let sent: unknown;
let verbs: string[];

beforeEach(() => {
  asked = [];
  sent = undefined;
  verbs = ['insights.see', 'insights.write'];
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/teams', 'get', { results: [] } as never),
    answer('/insights/figures', 'get', ({ query }) => {
      asked.push(`figures ${query.toString()}`);
      return { since: '2026-02-13', until: '2026-03-12', timezone: 'Europe/Berlin', definitions: MEASURES.map(definition), figures: all, before: all, baseline: null };
    }),
    answer('/insights/series', 'get', {
      days: ['2026-03-11', '2026-03-12'],
      series: [
        { measure: 'created', values: [10, 20], parts: [0, 0], wholes: [10, 20] },
        { measure: 'solved', values: [9, 8], parts: [0, 0], wholes: [9, 8] },
      ],
    }),
    answer('/insights/groups', 'get', ({ query }) => {
      asked.push(`groups ${query.get('by') ?? ''}`);
      return { results: [{ key: '0', name: '', figures: all }] };
    }),
    answer('/insights/tickets', 'get', ({ query }) => {
      asked.push(`tickets ${query.toString()}`);
      return {
        results: [
          { number: 12, subject: 'Exports fail', status: 'open', priority: 'P2', tier: 'T1', company: 'Kestrel Freight', team: null, assignee: null, created_at: '2026-03-02T09:00:00Z' },
        ],
        total: 1,
        is_partial: false,
      };
    }),
    answer('/insights/money', 'get', MONEY),
    answer('/insights/money', 'put', ({ body }) => {
      sent = body;
      return { ...MONEY, own: { ...MONEY.own, hourly_cost: '52.00', version: 2 } };
    }),
  );
});

function Insights({ from }: { from: InsightsSearch }) {
  const [search, setSearch] = useState(from);
  return (
    <>
      <InsightsScreen search={search} onSearch={setSearch} />
      <output>{JSON.stringify(search)}</output>
      <Toaster />
    </>
  );
}
const show = (from: InsightsSearch = {}) => renderRouted(() => <Insights from={from} />);

describe('InsightsScreen', () => {
  it('shows a share of few as counts, a time in business hours, and what misses its target', async () => {
    await show();
    const card = async (name: string) => within(await screen.findByRole('article', { name }));
    expect((await card('Solved at first contact')).getByRole('button', { name: /3 of 7\. Show 7 tickets/ })).toBeVisible();
    const reply = await card('First reply');
    expect(reply.getByRole('button', { name: /11 min/ })).toBeVisible();
    expect(reply.getByText('90% within 38 min. 1 h 0 min by the clock.')).toBeVisible();
    expect(reply.getByText('Target at most 15 min')).toBeVisible();
    expect((await card('SLA met')).getByText('Misses the target of at least 95%')).toBeVisible();
  });

  it('tells people\'s hours with both ends of their range, flags the risk, and has no tickets for the rest', async () => {
    await show();
    const busy = within(await screen.findByRole('article', { name: 'Utilisation of people' }));
    expect(busy.getByRole('button', { name: /91\.5%\. Show 44 tickets/ })).toBeVisible();
    expect(busy.getByText('110 of 120 hours')).toBeVisible();
    expect(busy.getByText('Misses the target of 60% to 75%')).toBeVisible();
    expect(busy.getByText('Above 85% people risk burning out.')).toBeVisible();
    expect(busy.queryByText(/10/, { selector: '.link' })).toBeNull();
  });

  it('tells the definition of each figure', async () => {
    const user = userEvent.setup();
    await show();
    await user.click(await screen.findByRole('button', { name: 'Definition of SLA met' }));
    expect(screen.getByText('formula of sla')).toBeVisible();
  });

  it('opens the tickets behind a figure and gives focus back', async () => {
    const user = userEvent.setup();
    await show();
    const figureButton = await screen.findByRole('button', { name: 'New: 30. Show 30 tickets' });
    await user.click(figureButton);
    expect(await screen.findByRole('link', { name: '#12 Exports fail' })).toHaveAttribute('href', '/inbox/12');
    expect(within(screen.getByRole('complementary')).getByRole('heading', { name: 'New', level: 2 })).toHaveFocus();
    expect(asked.at(-1)).toBe('tickets days=28&measure=created&side=all');
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(figureButton).toHaveFocus();
  });

  it('opens the tickets of a group with its key as a filter', async () => {
    const user = userEvent.setup();
    await show({ segment: 'enterprise' });
    await user.click(await screen.findByRole('button', { name: 'No team, SLA met: 94.1%. Show 400 tickets' }));
    await waitFor(() => expect(asked.at(-1)).toBe('tickets days=28&segment=enterprise&team_id=0&measure=sla&side=all'));
  });

  it('narrows by what stands in the address and gives the same as files', async () => {
    const user = userEvent.setup();
    await show();
    await user.selectOptions(await screen.findByLabelText('Segment'), 'enterprise');
    await waitFor(() => expect(asked).toContain('figures days=28&segment=enterprise'));
    expect(screen.getByText('{"segment":"enterprise"}')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'CSV' })).toHaveAttribute('href', expect.stringContaining('/insights/figures.csv?days=28&segment=enterprise'));
    expect(screen.getByRole('link', { name: 'PDF' })).toHaveAttribute('href', expect.stringContaining('language=en'));
  });

  it('has each chart as a table with the same figures', async () => {
    const user = userEvent.setup();
    await show();
    await user.click(await screen.findByRole('button', { name: 'As a table' }));
    const table = screen.getByRole('table', { name: 'New and solved tickets by day' });
    expect(within(table).getAllByRole('row').map((row) => row.textContent)).toEqual(['DayNewSolved', 'Mar 11109', 'Mar 12208']);
  });

  it('shows the formula of the saving with its figures, and saves own figures', async () => {
    const user = userEvent.setup();
    await show({ reader: 'outcomes' });
    expect(await screen.findByText('750 × ($30.00 − $1.84) = $21,120.00')).toBeVisible();
    await user.type(screen.getByLabelText('An hour of work'), '52');
    await user.click(screen.getByRole('button', { name: /Save/ }));
    await waitFor(() => expect(sent).toEqual({ hourly_cost: '52.00', version: 1 }));
    expect(await screen.findByText('Your figures are saved')).toBeVisible();
  });

  it('is closed to those who may not see it', async () => {
    verbs = [];
    await show();
    expect(await screen.findByText('Insights are not open to you')).toBeVisible();
    expect(asked).toEqual([]);
  });
});

describe('insightsSearch', () => {
  it('drops what it does not know', () => {
    expect(insightsSearch({ reader: 'x', days: 5, by: 'team', measure: 'nothing', team: 0, side: 'rest' })).toEqual({ by: 'team', team: 0, side: 'rest' });
  });
});

it.each([
  [1, 1],
  [7, 2],
  [30, 10],
  [380, 100],
])('divides up to %d in steps of %d', (top, step) => expect(stepOf(top)).toBe(step));
