import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { answer, page } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import type { Call, Connection, Hook } from './api';
import { LogScreen } from './log-screen';
import { logSearch, type LogSearch } from './search';

const AT = '2020-02-03T08:00:00Z';
const of = { id: 12, system: 'github', account: 'halyard-bot' };
const CONNECTION = {
  id: 12,
  system: 'github',
  system_label: 'GitHub',
  account: 'halyard-bot',
  hooks: { url: 'https://help.test/hooks/systems/x', secrets: [], refused_at: AT, refused_why: 'The signature does not fit.' },
} as unknown as Connection;
const HOOK: Hook = {
  id: 5,
  connection: of,
  event: 'issues.closed',
  delivery_id: 'd',
  state: 'failed',
  state_label: 'Failed',
  error: 'The database was away.',
  attempts: 8,
  received_at: AT,
  finished_at: AT,
  next_attempt_at: null,
  replays: 0,
  can_replay: true,
};
const CALL: Call = {
  id: 9,
  connection: of,
  direction: 'out',
  state: 'done',
  state_label: 'Done',
  purpose: 'Issue: Export is empty',
  method: 'POST',
  url: '/repos/halyard/exports/issues',
  key: 'issue:1',
  status: 201,
  error: '',
  milliseconds: 80,
  attempts: 1,
  created_at: AT,
  finished_at: AT,
  next_attempt_at: null,
  replays: 0,
  replayed_by: null,
  can_replay: false,
};

function WithSearch({ start }: { start: LogSearch }) {
  const [search, setSearch] = useState(start);
  return (
    <>
      <LogScreen search={search} onSearch={setSearch} />
      <Toaster />
    </>
  );
}

async function open(start: LogSearch = {}, verbs = ['connection.read', 'connection.write']) {
  const asked = vi.fn();
  const body = '{"action":"closed","token":"•••"}';
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/connections', 'get', () => page([CONNECTION])),
    answer('/connections/hooks', 'get', () => page([HOOK])),
    answer('/connections/hooks/{hook_id}', 'get', () => ({ ...HOOK, body })),
    answer('/connections/hooks/{hook_id}/replay', 'post', () => {
      asked('replay');
      return { ...HOOK, state: 'stored' as const, body };
    }),
    answer('/connections/deliveries', 'get', () => page([CALL])),
    answer('/connections/deliveries/{delivery_id}', 'get', () => ({ ...CALL, request: '{"title":"Export"}', response: '{"id":1}', tries: [] })),
  );
  await renderRouted(() => <WithSearch start={start} />);
  return asked;
}

describe('the delivery log', () => {
  it('lists what came with its state, and why one was refused', async () => {
    await open();
    const table = await screen.findByRole('table');
    expect(within(table).getByText('Failed')).toBeVisible();
    expect(within(table).getByText('The database was away.')).toBeVisible();
    expect(screen.getByText('The signature does not fit.')).toBeVisible();
  });

  it('shows what came, and acts on it again', async () => {
    const asked = await open();
    await userEvent.click(await screen.findByRole('button', { name: 'issues.closed' }));
    expect(await screen.findByText(/"token": "•••"/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Do it again' }));
    expect(await screen.findByText('It is being done again.')).toBeVisible();
    expect(asked).toHaveBeenCalledWith('replay');
  });

  it('does not offer again what the system would do a second time', async () => {
    await open({ show: 'calls' });
    await userEvent.click(await screen.findByRole('button', { name: 'Issue: Export is empty' }));
    expect(await screen.findByText(/would be done a second time/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Do it again' })).toBeNull();
  });

  it('is nothing for others, and drops a strange address', async () => {
    await open({}, []);
    expect(await screen.findByText('Only admins see this')).toBeVisible();
    expect(logSearch({ show: 'evil', state: 'evil', line: '-1', connection: 'x' })).toEqual({});
  });
});
