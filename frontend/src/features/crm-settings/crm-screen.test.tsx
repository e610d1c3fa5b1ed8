import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { signInSearch, type Connection, type SignInSearch } from '@/shared/connections';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import type { Crm, CrmConflict, CrmField, CrmState } from './api';
import { CrmScreen } from './crm-screen';

const AT = '2020-02-03T08:00:00Z';

const CONNECTION: Connection = {
  id: 5,
  system: 'hubspot',
  system_label: 'HubSpot',
  account: 'Portal 4410982',
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
    last_error: 'HubSpot answered 500: it has trouble of its own.',
    last_error_at: AT,
    failures: 0,
  },
  rate: { limit: null, remaining: null, resets_at: null },
  traffic: { read: 1, sent: 0, failed: 0, waiting: 0, hooks: 0, hooks_failed: 0 },
  hooks: null,
  streams: [],
};

const SYSTEM = {
  key: 'hubspot',
  label: 'HubSpot',
  signs_in: true,
  is_set_up: false,
  setup: 'Set HUBSPOT_CLIENT_ID.',
  needs: ['HUBSPOT_CLIENT_ID', 'HUBSPOT_CLIENT_SECRET'],
  needs_base_url: false,
  has_hooks: true,
};

const field = (name: CrmField['name'], given: Partial<CrmField> = {}): CrmField => ({
  name,
  label: '',
  property: 'arr_usd',
  deal_property: '',
  rule: 'crm',
  takes_deals: false,
  is_fixed: false,
  unreadable: 0,
  ...given,
});

const STATE: CrmState = {
  is_first: true,
  kinds: [
    { kind: 'owners', is_whole: false, is_done: true, read: 42, total: null, linked: 42, left_out: 0, gone: 0, last_at: AT },
    { kind: 'contacts', is_whole: true, is_done: false, read: 16_100, total: 27_900, linked: 16_006, left_out: 94, gone: 0, last_at: AT },
  ],
  reasons: [{ why: 'It has no email address.', count: 94 }],
  conflicts: 1,
  notes: 14,
  notes_waiting: 0,
  mapping: {
    version: 3,
    sends_outcomes: true,
    health_property: '',
    changed_by: '',
    changed_at: null,
    rows: [field('arr', { deal_property: 'hs_arr', takes_deals: true }), field('renewal_on', { property: 'renewal_date', unreadable: 6 })],
  },
};

const CONFLICT: CrmConflict = {
  id: 9,
  field: 'renewal_on',
  label: '',
  company: { id: 7, name: 'Pellow Bank' },
  contact: null,
  theirs: { text: '2026-06-30', at: AT },
  ours: { text: '2026-07-01', at: null },
  found_at: AT,
};

const show = (search: SignInSearch = {}, system: Crm = 'hubspot') =>
  renderRouted(() => (
    <>
      <CrmScreen system={system} search={search} onSearch={() => undefined} />
      <Toaster />
    </>
  ));

beforeEach(() => {
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs: ['connection.read', 'connection.write'] })),
    answer('/connections', 'get', page([CONNECTION])),
    answer('/connections/systems', 'get', page([])),
    answer('/crm/{crm_id}', 'get', STATE),
    answer('/crm/{crm_id}/conflicts', 'get', page([CONFLICT])),
    answer('/companies/completeness', 'get', { companies: 0, enough_percent: 70, facts: [] }),
  );
});

describe('CrmScreen', () => {
  it('says how far the first sync is, why records are left out, and the last error', async () => {
    await show();
    expect(await screen.findByRole('heading', { name: 'First sync' })).toBeVisible();
    expect(screen.getByText('16100 of 27900')).toBeVisible();
    expect(screen.getByText('It has no email address. (94)')).toBeInTheDocument();
    expect(screen.getByText(/trouble of its own/)).toBeVisible();
    expect(screen.getByText('unreadable in 6 companies')).toBeVisible();
  });

  it('saves the fields with the version that was changed', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/crm/{crm_id}', 'put', ({ body }) => {
        sent.push(body);
        return { ...STATE, mapping: { ...STATE.mapping, version: 4 } };
      }),
    );
    await show();
    await userEvent.selectOptions(await screen.findByLabelText('Who wins for Renewal'), 'Ask a person');
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({
      version: 3,
      fields: [
        { name: 'arr', property: 'arr_usd', deal_property: 'hs_arr', rule: 'crm' },
        { name: 'renewal_on', property: 'renewal_date', rule: 'ask' },
      ],
    });
  });

  it('says why the fields were not saved, and keeps what was typed', async () => {
    server.use(answer('/crm/{crm_id}', 'put', () => refusal(409, { code: 'crm.mapping_changed', detail: 'Somebody else has changed the fields meanwhile.' })));
    await show();
    const input = await screen.findByLabelText('Property for ARR');
    await userEvent.clear(input);
    await userEvent.type(input, 'arr_total');
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    expect(await screen.findByText(/Somebody else has changed the fields/)).toBeVisible();
    expect(input).toHaveValue('arr_total');
  });

  it('lets a person choose one of two values, and keeps the focus', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/crm/conflicts/{conflict_id}', 'post', ({ body, params }) => {
        sent.push([params.conflict_id, body]);
        server.use(answer('/crm/{crm_id}/conflicts', 'get', page([])));
        return null;
      }),
    );
    await show();
    const group = await screen.findByRole('group', { name: 'Choose for Pellow Bank' });
    expect(screen.getByText('2026-06-30')).toBeVisible();
    await userEvent.click(within(group).getByRole('button', { name: 'Keep Candor’s' }));
    await waitFor(() => expect(sent).toEqual([['9', { choice: 'candor' }]]));
    await waitFor(() => expect(screen.queryByText('2026-06-30')).toBeNull());
    expect(screen.getByRole('region', { name: 'Conflicts' })).toHaveFocus();
  });

  it('connects by a token, and says when there is none', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/connections', 'get', page([])),
      answer('/connections', 'post', ({ body }) => {
        sent.push(body);
        return CONNECTION;
      }),
    );
    await show();
    const button = await screen.findByRole('button', { name: 'Connect' });
    await userEvent.click(button);
    expect(screen.getByText('Enter the key.')).toBeVisible();
    await userEvent.type(screen.getByLabelText('Token of a private app'), 'pat-1');
    await userEvent.click(button);
    await waitFor(() => expect(sent).toEqual([{ system: 'hubspot', api_key: 'pat-1' }]));
  });

  it('offers a sign-in only where the installation can, else says what to set', async () => {
    server.use(
      answer('/connections', 'get', page([])),
      answer('/connections/systems', 'get', page([SYSTEM])),
    );
    await show();
    expect(await screen.findByText('For a sign-in instead, set HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET in the installation first.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Sign in at HubSpot' })).toBeNull();
  });

  it('says why a sign-in could not begin', async () => {
    server.use(
      answer('/connections', 'get', page([])),
      answer('/connections/systems', 'get', page([{ ...SYSTEM, is_set_up: true, setup: '', needs: [] }])),
      answer('/connections/sign-in', 'post', () => refusal(502, { code: 'upstream_failed', detail: 'HubSpot does not answer.' })),
    );
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in at HubSpot' }));
    expect(await screen.findByText('The sign-in did not begin. HubSpot does not answer.')).toBeVisible();
  });

  it('says how a sign-in ended', async () => {
    await show(signInSearch({ sign_in: 'other_account' }));
    expect(await screen.findByText('HubSpot is not connected: this is another account.')).toBeVisible();
  });

  it('is the same screen for Salesforce, in its words', async () => {
    server.use(answer('/connections', 'get', page([{ ...CONNECTION, system: 'salesforce', system_label: 'Salesforce' }])));
    await show({}, 'salesforce');
    expect(await screen.findByText('14 outcomes are in Salesforce, 0 waiting.')).toBeVisible();
    expect(screen.getByRole('columnheader', { name: 'Else from won opportunities' })).toBeVisible();
    expect(await screen.findByRole('button', { name: 'Take Salesforce’s' })).toBeVisible();
    const input = screen.getByLabelText('Property for ARR');
    await userEvent.clear(input);
    await userEvent.type(input, 'ARR__c');
    expect(screen.queryByText('An API name, such as Renewal_Date__c.')).toBeNull();
    expect(screen.queryAllByRole('option', { name: 'HubSpot wins' })).toHaveLength(0);
  });

  it('asks for no key where there is only a sign-in, and says what to set', async () => {
    server.use(
      answer('/connections', 'get', page([])),
      answer('/connections/systems', 'get', page([{ ...SYSTEM, key: 'salesforce', label: 'Salesforce', needs: ['SALESFORCE_CLIENT_SECRET'] }])),
    );
    await show({}, 'salesforce');
    expect(await screen.findByText('Set SALESFORCE_CLIENT_SECRET in the installation first.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Connect' })).toBeNull();
  });
});
