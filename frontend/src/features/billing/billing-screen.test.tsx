import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '@/shared/connections';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import type { BillingCustomer, BillingState } from './api';
import { BillingScreen } from './billing-screen';

const AT = '2020-02-03T08:00:00Z';

const CONNECTION: Connection = {
  id: 5,
  system: 'stripe',
  system_label: 'Stripe',
  account: 'Stripe',
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
  traffic: { read: 1, sent: 0, failed: 0, waiting: 0, hooks: 3, hooks_failed: 0 },
  hooks: { url: 'https://help.example/hooks/systems/abc', secrets: [], refused_at: null, refused_why: '' },
  streams: [],
};

const STATE: BillingState = {
  is_first: true,
  kinds: [
    { kind: 'customers', is_whole: true, is_done: false, read: 1200, last_at: AT },
    { kind: 'invoices', is_whole: true, is_done: false, read: 0, last_at: null },
  ],
  matches: { matched: 4, doubtful: 1, unmatched: 2, ignored: 0 },
  failed: 3,
  event_types: ['invoice.paid', 'invoice.payment_failed'],
  settings: { version: 2, metadata_key: 'crm_id', fills_facts: true, changed_by: null, changed_at: null },
};

const DOUBTFUL: BillingCustomer = {
  id: 9,
  remote_id: 'cus_9',
  name: 'Pellow',
  email: 'pay@pellow.example',
  match: 'doubtful',
  matched_by: '',
  why: 'Several companies here have its domain.',
  company: null,
  contact: null,
  candidates: [
    { company: { id: 7, name: 'Pellow Bank' }, why: 'domain' },
    { company: { id: 8, name: 'Pellow Trust' }, why: 'domain' },
  ],
  decided_by: null,
  decided_at: null,
};

const show = () =>
  renderRouted(() => (
    <>
      <BillingScreen />
      <Toaster />
    </>
  ));

beforeEach(() => {
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs: ['connection.read', 'connection.write'] })),
    answer('/connections', 'get', page([CONNECTION])),
    answer('/connections/systems', 'get', page([])),
    answer('/billing/{billing_id}', 'get', STATE),
    answer('/billing/{billing_id}/customers', 'get', page([DOUBTFUL])),
  );
});

describe('BillingScreen', () => {
  it('says how far the first reading is, and how many payments failed', async () => {
    await show();
    expect(await screen.findByRole('heading', { name: 'First reading' })).toBeVisible();
    expect(screen.getByText('1200')).toBeVisible();
    expect(screen.getByText('Waits')).toBeVisible();
    expect(screen.getByText('3 invoices could not be charged.')).toBeVisible();
  });

  it('connects by a restricted key, and says why another is refused', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/connections', 'get', page([])),
      answer('/connections', 'post', ({ body }) => {
        sent.push(body);
        return refusal(422, { code: 'invalid', detail: 'This key may change everything there.' });
      }),
    );
    await show();
    const button = await screen.findByRole('button', { name: 'Connect' });
    await userEvent.click(button);
    expect(screen.getByText('Enter the key.')).toBeVisible();
    await userEvent.type(screen.getByLabelText('Restricted key'), 'sk_live_1');
    await userEvent.click(button);
    expect(await screen.findByText(/may change everything/)).toBeVisible();
    expect(sent).toEqual([{ system: 'stripe', api_key: 'sk_live_1' }]);
  });

  it('keeps the secret of the webhooks and empties the field', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/connections/{connection_id}/hook-secrets', 'post', ({ body }) => {
        sent.push(body);
        return CONNECTION;
      }),
    );
    await show();
    const field = await screen.findByLabelText('Signing secret');
    await userEvent.type(field, 'whsec_1');
    await userEvent.click(screen.getByRole('button', { name: 'Keep the secret' }));
    await waitFor(() => expect(sent).toEqual([{ secret: 'whsec_1' }]));
    await waitFor(() => expect(field).toHaveValue(''));
  });

  it('lets a person say whose a doubtful customer is, and keeps the focus', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/billing/customers/{customer_id}', 'put', ({ body, params }) => {
        sent.push([params.customer_id, body]);
        server.use(answer('/billing/{billing_id}/customers', 'get', page([])));
        return { ...DOUBTFUL, match: 'matched', matched_by: 'hand', candidates: [], company: { id: 8, name: 'Pellow Trust' } };
      }),
    );
    await show();
    const group = await screen.findByRole('group', { name: 'Say whose Pellow is' });
    await userEvent.click(within(group).getByRole('button', { name: 'Pellow Trust (domain)' }));
    await waitFor(() => expect(sent).toEqual([['9', { company_id: 8, is_ignored: false }]]));
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Say whose Pellow is' })).toBeNull());
    expect(screen.getByRole('region', { name: 'Whose customers they are' })).toHaveFocus();
  });

  it('saves how it is used with the version that was changed', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/billing/{billing_id}', 'put', ({ body }) => {
        sent.push(body);
        return { ...STATE, settings: { ...STATE.settings, version: 3 } };
      }),
    );
    await show();
    await userEvent.click(await screen.findByRole('checkbox', { name: /Stand in for missing facts/ }));
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ version: 2, metadata_key: 'crm_id', fills_facts: false });
  });
});
