import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { signInSearch, type Connection, type SignInSearch } from '@/shared/connections';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { settings } from '../testing';
import type { Tracker } from '../api';
import { TrackerScreen } from './tracker-screen';

const AT = '2020-02-03T08:00:00Z';
const CONNECTION: Connection = {
  id: 12,
  system: 'linear',
  system_label: 'Linear',
  account: 'Halyard at Linear',
  base_url: '',
  state: 'connected',
  scopes: [],
  has_key: true,
  connected_by: { id: 2, name: 'Priya Raman' },
  connected_at: AT,
  health: { state: 'ok', since: null, limited_until: null, last_success_at: AT, last_error: '', last_error_at: null },
  rate: { limit: null, remaining: null, resets_at: null },
  traffic: { read: 214, sent: 61, failed: 1, waiting: 0, hooks: 5, hooks_failed: 0 },
  hooks: { url: 'https://help.test/hooks/systems/x', secrets: [], refused_at: null, refused_why: '' },
  streams: [],
} as unknown as Connection;

function WithSearch({ system, start }: { system: Tracker; start: SignInSearch }) {
  const [search, setSearch] = useState(start);
  return (
    <>
      <TrackerScreen system={system} search={search} onSearch={setSearch} />
      <Toaster />
    </>
  );
}

async function open(rows: Connection[], verbs = ['issue.configure', 'connection.read', 'connection.write'], search: SignInSearch = {}, system: Tracker = 'linear', more: Parameters<typeof settings>[0] = {}) {
  const asked = vi.fn();
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/connections', 'get', () => page(rows)),
    answer('/connections/systems', 'get', page([])),
    answer('/issues/trackers/{connection_id}', 'get', settings(more)),
    answer('/issues/trackers/{connection_id}', 'put', ({ body }) => {
      asked(body);
      return settings({ ...more, version: 5 });
    }),
    answer('/issues/trackers/{connection_id}/refresh', 'post', () => {
      asked('refresh');
      return settings(more);
    }),
    answer('/issues/trackers/{connection_id}/webhook', 'post', () => {
      asked('webhook');
      return null;
    }),
    answer('/connections', 'post', ({ body }) => {
      asked(body);
      return refusal(422, { detail: 'Linear does not accept this.' });
    }),
  );
  await renderRouted(() => <WithSearch system={system} start={search} />);
  return asked;
}

describe('the settings of Linear', () => {
  it('say what it may do, and connect by a key that is tried', async () => {
    const asked = await open([]);
    expect(await screen.findByText('Never deletes or closes an issue.')).toBeVisible();
    await userEvent.type(screen.getByLabelText('API key'), 'lin_api_wrong{Enter}');
    expect(await screen.findByText('Not connected. Linear does not accept this.')).toBeVisible();
    expect(asked).toHaveBeenCalledWith(expect.objectContaining({ system: 'linear', api_key: 'lin_api_wrong' }));
  });

  it('map fields, and save them by version', async () => {
    const asked = await open([CONNECTION]);
    expect(await screen.findByText('Halyard at Linear')).toBeVisible();
    await userEvent.selectOptions(screen.getByLabelText('P4'), 'None');
    await userEvent.click(screen.getByRole('checkbox', { name: 'What the company pays a year' }));
    await userEvent.click(screen.getByRole('button', { name: /Save/ }));
    await waitFor(() => expect(asked).toHaveBeenCalled());
    expect(asked.mock.calls[0]?.[0]).toMatchObject({ version: 4, priorities: { P4: 0 }, shares_revenue: false, shares_customer: true });
  });

  it('let issues be made by themselves by type, up to a limit', async () => {
    const asked = await open([CONNECTION]);
    const kinds = await screen.findByRole('group', { name: 'Types of tickets' });
    expect(screen.queryByLabelText('At most in 24 hours')).toBeNull();
    await userEvent.click(within(kinds).getByRole('checkbox', { name: 'Bug' }));
    await userEvent.selectOptions(screen.getByLabelText('At most in 24 hours'), '25');
    await userEvent.click(screen.getByRole('button', { name: /Save/ }));
    await waitFor(() => expect(asked).toHaveBeenCalled());
    expect(asked.mock.calls[0]?.[0]).toMatchObject({ automatic_kinds: ['bug'], automatic_a_day: 25 });
  });

  it('want a whole row for a product area', async () => {
    const asked = await open([CONNECTION]);
    await userEvent.click(await screen.findByRole('button', { name: 'Add a product area' }));
    await userEvent.click(screen.getByRole('button', { name: /Save/ }));
    expect(await screen.findByText('Each row needs a product area and a team.')).toBeVisible();
    expect(asked).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Remove row 1' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Add a product area' })).toHaveFocus());
  });

  it('ask Linear for webhooks', async () => {
    const asked = await open([CONNECTION]);
    await userEvent.click(await screen.findByRole('button', { name: 'Set up webhooks' }));
    expect(await screen.findByText('Linear sends webhooks now.')).toBeVisible();
    expect(asked).toHaveBeenCalledWith('webhook');
  });

  it('say once how a sign-in ended', async () => {
    await open([], undefined, signInSearch({ sign_in: 'expired', evil: 1 }));
    expect(await screen.findByText(/the sign-in took too long/)).toBeVisible();
    expect(signInSearch({ sign_in: 'evil' })).toEqual({});
  });

  it('name repositories for GitHub, warn of a public one, and read its labels once it is chosen', async () => {
    const repository = (id: string, is_public: boolean) => ({ id, name: id, teams: [], is_public });
    const github = { ...CONNECTION, system: 'github', system_label: 'GitHub', account: 'halyard-bot' };
    const teams = [repository('halyard/exports', false), repository('halyard/docs', true)];
    const asked = await open([github], undefined, {}, 'github', { team: 'halyard/exports', catalog: { teams, projects: [], labels: [] } });
    expect(await screen.findByRole('heading', { name: 'GitHub' })).toBeVisible();
    await screen.findByLabelText('Repository');
    expect(screen.queryByLabelText('Project')).toBeNull();
    expect(screen.queryByLabelText('P4')).toBeNull();
    expect(screen.queryByText(/Everybody can read/)).toBeNull();
    await userEvent.selectOptions(await screen.findByLabelText('Repository'), 'halyard/docs (public)');
    expect(screen.getByText(/Everybody can read/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /Save/ }));
    await waitFor(() => expect(asked).toHaveBeenCalledWith(expect.objectContaining({ team: 'halyard/docs' })));
  });

  it('ask GitHub for a token', async () => {
    await open([], undefined, {}, 'github');
    expect(await screen.findByLabelText('Token')).toBeVisible();
    expect(screen.getByText('Reads repositories, labels, issues and comments.')).toBeVisible();
  });

  it('are nothing for others', async () => {
    await open([], []);
    expect(await screen.findByText('Only admins see this')).toBeVisible();
  });
});
