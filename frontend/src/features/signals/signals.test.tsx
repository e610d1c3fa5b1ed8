import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { CompanyHealthSection } from './health-section';
import { HealthRulesScreen } from './rules-screen';
import type { SignalsSearch } from './search';
import { SignalsScreen } from './signals-screen';
import type { Health, Rules, Signal, Signals, WholeSignal } from './words';

const TICKET = { number: 12, subject: 'Exports fail', status: 'open' as const, priority: 'P2' as const, tier: 'T1' as const, company: 'Kestrel Freight', team: null, assignee: null, created_at: '2026-03-02T09:00:00Z' };
const KESTREL = { id: 7, name: 'Kestrel Freight' };
const SOFIA = { id: 3, name: 'Sofia Brandt' };

const signal = (fields: Partial<Signal> = {}): Signal => ({
  id: 4,
  kind: 'churn',
  rule: 'health',
  company: KESTREL,
  arr: '184000.00',
  figures: { score: 45, before: 60, reason: 'bugs', companies: 1 },
  pieces: 2,
  holds: true,
  is_held: false,
  state: 'new',
  owner: SOFIA,
  action: '',
  action_on: null,
  was_worth: null,
  raised_at: '2026-03-02T09:00:00Z',
  seen_at: '2026-03-02T09:00:00Z',
  version: 1,
  ...fields,
});
const spike = signal({ id: 5, kind: 'quality', rule: 'spike', company: null, arr: '0', figures: { series: 'area', name: 'Exports', count: 14, usual: 2.5, companies: 3 }, owner: null });
const list: Signals = {
  results: [signal(), spike],
  counts: { open: 2, mine: 1, unowned: 1, held: 0, ended: 0 },
  precision: [{ kind: 'churn', worth: 7, judged: 9 }],
  budget: 5,
  used: 2,
};
const whole = (fields: Partial<WholeSignal> = {}): WholeSignal => ({
  ...signal(),
  pro: [
    { name: 'bugs', figures: { count: 3, issues: ['DATA-2231'], points: -12 }, count: 3, tickets: [12] },
    { name: 'renewal', figures: { days: 41, on: '2026-04-22' }, count: 0, tickets: [] },
  ],
  con: [{ name: 'well_rated', figures: { count: 2, rated: 3 }, count: 0, tickets: [] }],
  tickets: [TICKET],
  steps: [{ at: '2026-03-02T09:00:00Z', what: 'raised', text: '', by: null }],
  owners: [SOFIA],
  ...fields,
});
const HEALTH: Health = {
  company: KESTREL,
  score: 45,
  before: 60,
  at_risk: 60,
  least_tickets: 3,
  seen: 12,
  reasons: [{ reason: 'bugs', points: -12, ruled: null, without: 57, count: 3, tickets: [12], figures: { count: 3, issues: ['DATA-2231'] } }],
  corrections: [],
  days: [
    { on: '2026-02-02', score: 60 },
    { on: '2026-03-02', score: 45 },
  ],
  tickets: [TICKET],
  rules_version: 1,
  worked_out_at: '2026-03-02T09:00:00Z',
  sent_at: null,
  may_correct: true,
};
const RULES: Rules = {
  version: 1,
  by: 'Ada Admin',
  created_at: '2026-03-01T09:00:00Z',
  content: {
    weights: { burst: 15, mood: 12, bugs: 16, silent: 12, late: 12, csat: 12, renewal: 10, usage: 11, renewal_days: 60, least_tickets: 3, at_risk: 60 },
    alerts_a_week: 5,
    leads: { churn: null, expansion: null, quality: 3, operations: null },
    writes_company: true,
  },
  versions: [],
  owners: [SOFIA],
};

let sent: unknown;
let match: string | null;

beforeEach(() => {
  sent = undefined;
  match = null;
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs: ['insights.see', 'insights.write', 'ticket.update'] })),
    answer('/insights/signals', 'get', list),
    answer('/insights/signals/{signal_id}', 'get', whole()),
    answer('/insights/signals/{signal_id}', 'patch', ({ body, request }) => {
      sent = body;
      match = request.headers.get('If-Match');
      return whole({ ...(body as Partial<WholeSignal>), version: 2 });
    }),
    answer('/insights/companies/{company_id}/health', 'get', HEALTH),
    answer('/insights/calibration', 'get', { bands: [{ low: 0, high: 39, renewed: 1, churned: 4, share: null }], unknown: 0 }),
    answer('/insights/rules', 'get', RULES),
    answer('/insights/rules/preview', 'post', { looked_at: 40, scored_now: 30, scored_then: 30, at_risk_now: 4, at_risk_then: 6, changed: 9, results: [{ company: KESTREL, now: 45, then: 41 }] }),
  );
});

function Shown({ from }: { from: SignalsSearch }) {
  const [search, setSearch] = useState(from);
  return (
    <>
      <SignalsScreen search={search} onSearch={setSearch} />
      <Toaster />
    </>
  );
}
const show = (from: SignalsSearch = {}) => renderRouted(() => <Shown from={from} />);
const TITLE = 'Health 45, mostly for this: Unresolved bugs';

describe('SignalsScreen', () => {
  it('lists signals by kind with what was noticed, the budget and the precision', async () => {
    await show();
    expect(await screen.findByRole('button', { name: TITLE })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Exports: 14 tickets in 24 hours, usually 2.5' })).toBeVisible();
    expect(screen.getByText('2 of 5 alerts of seven days are used by you.')).toBeVisible();
    expect(screen.getByText('7 of 9 were worth an alert')).toBeVisible();
    expect(screen.getByText('3 companies')).toBeVisible();
  });

  it('opens one with what speaks for and against it, and the focus comes back', async () => {
    const user = userEvent.setup();
    onTestFinished(listenForShortcuts());
    await show();
    await user.click(await screen.findByRole('button', { name: TITLE }));
    const panel = within(await screen.findByRole('complementary', { name: 'Signal' }));
    expect(await panel.findByText('Open bugs or issues: 3 DATA-2231')).toBeVisible();
    expect(panel.getByText('2 of 3 ratings in 90 days are 4 or 5')).toBeVisible();
    await user.click(panel.getByText('3 tickets'));
    expect(panel.getByRole('link', { name: '#12 Exports fail' })).toBeVisible();
    expect(panel.getByText('2 more are older, or not visible to you.')).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('button', { name: TITLE })).toHaveFocus());
  });

  it('plans, judges and ends one against its version', async () => {
    const user = userEvent.setup();
    await show({ signal: 4 });
    await user.type(await screen.findByLabelText('What will be done'), 'Call Helen');
    await user.click(screen.getByRole('button', { name: 'Save the action' }));
    await waitFor(() => expect(sent).toEqual({ action: 'Call Helen', action_on: null }));
    expect(match).toBe('"v1"');
    await user.click(await screen.findByRole('button', { name: 'No, noise' }));
    await waitFor(() => expect(sent).toEqual({ was_worth: false }));
    await user.click(screen.getByRole('button', { name: 'Mark as done' }));
    await waitFor(() => expect(sent).toEqual({ state: 'done' }));
  });

  it('moves by keys', async () => {
    const user = userEvent.setup();
    onTestFinished(listenForShortcuts());
    await show();
    await screen.findByRole('button', { name: TITLE });
    await user.keyboard('j');
    await waitFor(() => expect(screen.getByRole('button', { name: TITLE })).toHaveAttribute('aria-expanded', 'true'));
    await user.keyboard('j');
    await waitFor(() => expect(screen.getByRole('button', { name: /^Exports/ })).toHaveAttribute('aria-expanded', 'true'));
  });

  it('says why there are none for who sees only some tickets', async () => {
    server.use(answer('/insights/signals', 'get', () => refusal(403, { code: 'forbidden', detail: 'No.' })));
    await show();
    expect(await screen.findByText('Signals are of all tickets')).toBeVisible();
  });
});

describe('CompanyHealthSection', () => {
  it('shows the score with its reasons and their tickets', async () => {
    await renderRouted(() => <CompanyHealthSection id={7} />);
    expect(await screen.findByText('−15 in 28 days')).toBeVisible();
    expect(screen.getByText('At risk')).toBeVisible();
    const row = within(screen.getByRole('row', { name: /Unresolved bugs/ }));
    expect(row.getByText('−12')).toBeVisible();
    expect(row.getByText('57')).toBeVisible();
  });

  it('says that there is not enough to say', async () => {
    server.use(answer('/insights/companies/{company_id}/health', 'get', { ...HEALTH, score: null, seen: 2, reasons: [], days: [] }));
    await renderRouted(() => <CompanyHealthSection id={7} />);
    expect(await screen.findByText('Not enough to say: 2 tickets in half a year, and a score needs 3.')).toBeVisible();
    expect(screen.queryByText('100')).toBeNull();
  });

  it('corrects a reason with why and an end', async () => {
    const user = userEvent.setup();
    server.use(
      answer('/insights/companies/{company_id}/corrections', 'post', ({ body }) => {
        sent = body;
        return HEALTH;
      }),
    );
    await renderRouted(() => <CompanyHealthSection id={7} />);
    await user.click(await screen.findByRole('button', { name: 'Correct Unresolved bugs' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.clear(dialog.getByLabelText('Points'));
    await user.type(dialog.getByLabelText('Points'), '-2');
    await user.type(dialog.getByLabelText('Why'), 'One duplicate.');
    await user.click(dialog.getByRole('button', { name: 'Correct' }));
    await waitFor(() => expect(sent).toMatchObject({ reason: 'bugs', points: -2, why: 'One duplicate.' }));
  });
});

describe('HealthRulesScreen', () => {
  it('tries weights on all companies and publishes them against their version', async () => {
    const user = userEvent.setup();
    server.use(
      answer('/insights/rules', 'put', ({ body, request }) => {
        sent = body;
        match = request.headers.get('If-Match');
        return { ...RULES, version: 2 };
      }),
    );
    await renderRouted(() => <HealthRulesScreen />);
    const bugs = await screen.findByLabelText('Unresolved bugs');
    await user.clear(bugs);
    await user.type(bugs, '20');
    expect(await screen.findByText(/6 would be at risk, now 4\. 9 scores would change\./)).toBeVisible();
    expect(await screen.findByText('too few')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Publish version 2' }));
    await waitFor(() => expect(sent).toMatchObject({ weights: { bugs: 20, burst: 15 }, alerts_a_week: 5 }));
    expect(match).toBe('"v1"');
  });

  it('keeps what is no number from leaving', async () => {
    const user = userEvent.setup();
    await renderRouted(() => <HealthRulesScreen />);
    const bugs = await screen.findByLabelText('Unresolved bugs');
    await user.clear(bugs);
    await user.type(bugs, '61');
    await user.click(screen.getByRole('button', { name: 'Publish version 2' }));
    expect(await screen.findByText('Write a whole number from 0 to 60.')).toBeVisible();
    expect(sent).toBeUndefined();
  });
});
