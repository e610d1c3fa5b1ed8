import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { InsightsScreen } from './insights-screen';
import { insightsSearch, type InsightsSearch } from './search';
import type { Account, Accounts, Report, Reports } from './words';

const NONE = { count: 0, arr: '0', results: [] };
const LARKFIELD: Account = {
  company: { id: 4, name: 'Larkfield' },
  arr: '50000.00',
  score: 40,
  before: 60,
  reason: 'bugs',
  renewal_on: '2026-04-01',
  csm: { id: 7, name: 'Maya Okafor' },
  is_at_risk: true,
  churn_signal: 12,
  expansion_signal: null,
};
const ACCOUNTS: Accounts = {
  scored: 9,
  unscored: 3,
  limit: 60,
  fall: 15,
  renewal_days: 90,
  is_partial: false,
  at_risk: { count: 1, arr: '50000.00', results: [LARKFIELD] },
  renewing: NONE,
  renewing_at_risk: NONE,
  growing: NONE,
};

const report = (fields: Partial<Report> = {}): Report => ({
  id: 3,
  name: 'Weekly',
  owner: { id: 7, name: 'Maya Okafor' },
  report: 'operations',
  filters: {},
  days: 7,
  every: 'week',
  on_day: 0,
  hour: 8,
  timezone: 'Europe/Berlin',
  format: 'pdf',
  recipients: [
    { person: { id: 7, name: 'Maya Okafor' }, address: null, state: 'sent', skipped: null },
    { person: null, address: 'board@kestrel.test', state: null, skipped: 'outside' },
  ],
  pause: null,
  failures: 0,
  due_at: '2026-03-16T07:00:00Z',
  sent_at: '2026-03-09T07:00:00Z',
  version: 4,
  ...fields,
});

const reports = (...results: Report[]): Reports => ({
  results,
  readers: [
    { id: ME.id, name: ME.name, sees_accounts: true },
    { id: 8, name: 'Nora Narrow', sees_accounts: false },
  ],
  settings: { allows_outside: false, may_change: true, version: 0 },
});

function Screen({ first }: { first: InsightsSearch }) {
  const [search, setSearch] = useState(first);
  return (
    <>
      <InsightsScreen search={search} onSearch={setSearch} />
      <Toaster />
    </>
  );
}

const show = (search: InsightsSearch = { reader: 'accounts' }): void => {
  void renderRouted(() => <Screen first={search} />);
};

beforeEach(() => {
  server.use(
    answer('/me', 'get', { ...ME, verbs: [...ME.verbs, 'insights.see'] }),
    answer('/teams', 'get', { results: [], next: null }),
    answer('/insights/accounts', 'get', ACCOUNTS),
    answer('/insights/reports', 'get', reports()),
  );
});

describe('accounts', () => {
  it('shows who may leave with the reason, the trend and the signal', async () => {
    show();
    const part = await screen.findByRole('region', { name: 'At risk' });
    const row = within(part).getByRole('row', { name: /Larkfield/ });
    expect(row).toHaveTextContent('40 (28 days ago 60)');
    expect(row).toHaveTextContent('Unresolved bugs');
    expect(within(row).getByRole('link', { name: 'Churn risk' })).toHaveAttribute('href', expect.stringContaining('signal=12'));
    expect(within(screen.getByRole('region', { name: 'May grow' })).getByText('None')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'At risk: 1 company' })).toBeInTheDocument();
  });
});

describe('scheduled reports', () => {
  it('says when each is mailed, to whom, and how the last one went', async () => {
    server.use(answer('/insights/reports', 'get', reports(report())));
    show({ reader: 'accounts', reports: true });
    const row = await screen.findByRole('listitem', { name: 'Weekly' });
    expect(row).toHaveTextContent('Every Monday at 08:00, Europe/Berlin.');
    expect(row).toHaveTextContent('Maya Okafor: sent');
    expect(row).toHaveTextContent('board@kestrel.test: no mail, addresses outside are not allowed');
  });

  it('schedules what is on the screen', async () => {
    let sent: unknown;
    server.use(
      answer('/insights/reports', 'post', ({ body }) => {
        sent = body;
        return report({ name: 'Board' });
      }),
    );
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole('button', { name: 'Email on a schedule' }));
    await user.click(await screen.findByRole('button', { name: 'Schedule this one' }));
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await user.clear(name);
    await user.type(name, 'Board');
    expect(screen.queryByRole('checkbox', { name: 'Nora Narrow' })).toBeNull();
    await user.selectOptions(screen.getByRole('combobox', { name: 'How often' }), 'month');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Day' }), '31');
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    await waitFor(() => expect(sent).toEqual({ name: 'Board', report: 'accounts', days: 7, every: 'month', on_day: 31, hour: 8, format: 'pdf', people: [ME.id], addresses: [], filters: {} }));
    expect(await screen.findByText('Board is scheduled')).toBeInTheDocument();
  });

  it('offers what changed in place of a dashboard', async () => {
    let sent: unknown;
    server.use(
      answer('/insights/reports', 'post', ({ body }) => {
        sent = body;
        return report({ name: 'News', report: 'changes' });
      }),
    );
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole('button', { name: 'Email on a schedule' }));
    await user.click(await screen.findByRole('button', { name: 'Schedule this one' }));
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Dashboard' }), 'What changed');
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    await waitFor(() => expect(sent).toMatchObject({ report: 'changes', days: 7, every: 'week', on_day: 0 }));
  });

  it('says why one is paused, and lets it go on', async () => {
    let sent: unknown;
    server.use(
      answer('/insights/reports', 'get', reports(report({ pause: 'failed', due_at: null }))),
      answer('/insights/reports/{schedule_id}', 'patch', ({ body }) => {
        sent = body;
        return report();
      }),
    );
    const user = userEvent.setup();
    show({ reader: 'accounts', reports: true });
    expect(await screen.findByRole('listitem', { name: 'Weekly' })).toHaveTextContent('It failed three times in a row.');
    await user.click(screen.getByRole('button', { name: 'Let Weekly go on' }));
    await waitFor(() => expect(sent).toEqual({ is_paused: false }));
  });

  it('is opened by the address of a notice', () => {
    expect(insightsSearch({ reports: true, reader: 'accounts' })).toEqual({ reports: true, reader: 'accounts' });
  });
});
