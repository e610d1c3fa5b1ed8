import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { signInSearch, type Connection, type SignInSearch } from '@/shared/connections';
import { answer, page } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import type { Channel } from './api';
import { SlackScreen } from './slack-screen';

const AT = '2020-02-03T08:00:00Z';
const CONNECTION: Connection = {
  id: 7,
  system: 'slack',
  system_label: 'Slack',
  account: 'Halyard',
  base_url: '',
  state: 'connected',
  has_key: true,
  scopes: [],
  connected_by: null,
  connected_at: AT,
  health: {
    state: 'ok',
    label: 'Working',
    needs_somebody: false,
    failing_since: null,
    limited_until: null,
    last_success_at: AT,
    last_error: '',
    last_error_at: null,
    failures: 0,
  },
  rate: { limit: null, remaining: null, resets_at: null },
  traffic: { read: 1, sent: 0, failed: 0, waiting: 0, hooks: 0, hooks_failed: 0 },
  hooks: null,
  streams: [],
};
const CHANNEL: Channel = {
  id: 3,
  connection: 7,
  channel_id: 'C0HELP',
  name: 'acme-halyard',
  is_private: false,
  is_shared: true,
  is_gone: false,
  mode: 'off',
  emoji: 'ticket',
  window: 20,
  brand: null,
  company: null,
  team: null,
  since: null,
  failed: 0,
};

const looked = vi.fn();

const show = (search: SignInSearch = {}) =>
  renderRouted(() => (
    <>
      <SlackScreen search={search} onSearch={() => undefined} />
      <Toaster />
    </>
  ));

beforeEach(() => {
  looked.mockReset();
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs: ['connection.read', 'connection.write'] })),
    answer('/connections', 'get', page([CONNECTION])),
    answer('/slack', 'get', { is_set_up: true, has_signing_secret: true, redirect_url: 'https://help.test/back', manifest: '{}', socket: null }),
    answer('/slack/channels', 'get', { results: [] }),
    answer('/slack/channels/look', 'post', () => {
      looked();
      return { results: [CHANNEL] };
    }),
    answer('/slack/workspaces', 'get', { results: [] }),
    answer('/slack/alert-rules', 'get', { results: [] }),
  );
});

describe('SlackScreen', () => {
  it('reads the channels by itself after connecting, once', async () => {
    await show(signInSearch({ sign_in: 'done' }));
    expect(await screen.findByText('Slack is connected.')).toBeVisible();
    expect(await screen.findByText('acme-halyard')).toBeVisible();
    expect(looked).toHaveBeenCalledTimes(1);
  });

  it('leads to Slack where the installation has an app, and says what is missing where it has none', async () => {
    server.use(answer('/connections', 'get', page([])));
    await show();
    expect(await screen.findByRole('button', { name: 'Sign in at Slack' })).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Channels' })).toBeNull();
  });

  it('says that there is no app yet', async () => {
    server.use(
      answer('/connections', 'get', page([])),
      answer('/slack', 'get', { is_set_up: false, has_signing_secret: false, redirect_url: 'https://help.test/back', manifest: '{}', socket: null }),
    );
    await show();
    expect(await screen.findByText(/has no app at Slack yet/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Sign in at Slack' })).toBeNull();
  });

  it('says of a socket whether it is open, and wants no signing secret then', async () => {
    const told = { is_set_up: true, has_signing_secret: false, redirect_url: 'https://help.test/back', manifest: '{}' };
    const closed = { state: 'closed' as const, why: 'Slack refuses this: invalid_auth.', at: null };
    server.use(answer('/slack', 'get', { ...told, socket: closed }));
    await show();
    expect(await screen.findByText(/It is closed: Slack refuses this: invalid_auth\./)).toBeVisible();
    expect(screen.queryByText(/SLACK_SIGNING_SECRET/)).toBeNull();
  });

  it('asks before it disconnects', async () => {
    const ended = vi.fn();
    server.use(
      answer('/connections/{connection_id}', 'delete', ({ params }) => {
        ended(params.connection_id);
        return null;
      }),
    );
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Disconnect' }));
    expect(await screen.findByText(/Nothing is read from Slack/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
    await waitFor(() => expect(ended).toHaveBeenCalledWith('7'));
    expect(await screen.findByText('Halyard is disconnected.')).toBeVisible();
  });
});
