import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import type { Delivery, DeliveryText, Webhook } from './api';
import { webhooksSearch, type WebhooksSearch } from './search';
import { WebhooksScreen } from './webhooks-screen';

const AT = '2020-02-03T08:00:00Z';

const webhook = (id: number, host: string, given: Partial<Webhook> = {}): Webhook => ({
  id,
  url: `https://${host}/hooks/candor`,
  types: ['ticket.*', 'sla.breached'],
  note: '',
  state: 'on',
  failures: 0,
  paused_at: null,
  paused_why: '',
  kept_until: null,
  secrets: [{ id: 70, hint: '09d2', created_at: AT, created_by: { id: ME.id, name: ME.name } }],
  traffic: { delivered: 211, failed: 3, held: 0, waiting: 1, last_at: AT },
  created_at: AT,
  created_by: { id: ME.id, name: ME.name },
  ...given,
});

const delivery = (id: number, given: Partial<Delivery> = {}): Delivery => ({
  id,
  public_id: '0b4f1a52-6f3c-4a57-9f0c-1f1f6a1c2d3e',
  event_id: 4000 + id,
  type: 'ticket.updated',
  ticket: 48213,
  state: 'delivered',
  held_reason: '',
  status: 200,
  error: '',
  milliseconds: 84,
  attempts: 1,
  most_attempts: 8,
  created_at: AT,
  finished_at: AT,
  next_attempt_at: null,
  replays: 0,
  replayed_by: null,
  can_replay: true,
  ...given,
});

const text = (row: Delivery): DeliveryText => ({
  ...row,
  body: '{"id":4711,"type":"handoff.created"}',
  answer: 'Try later',
  tries: [{ at: AT, status: 503, milliseconds: 15000, error: 'It answered 503.' }],
});

const FAILED = delivery(2, { type: 'handoff.created', ticket: 48217, state: 'failed', status: 503, error: 'It answered 503.', attempts: 8 });

interface Given {
  rows?: Webhook[];
  deliveries?: Delivery[];
  verbs?: string[];
  search?: WebhooksSearch;
}

function WithSearch({ start }: { start: WebhooksSearch }) {
  const [search, setSearch] = useState(start);
  return <WebhooksScreen search={search} onSearch={setSearch} />;
}

/** The API of this screen; it notes what it was asked to change. */
async function open({ rows = [], deliveries = [], verbs = ['webhook.read', 'webhook.write'], search = {} }: Given = {}) {
  const asked: { path: string; body: unknown }[] = [];
  let known = rows;
  const note = (path: string, body: unknown = null): void => void asked.push({ path, body });
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/webhooks', 'get', () => ({ results: known })),
    answer('/event-types', 'get', () => ({
      results: [
        { type: 'ticket.created' as const, about: 'not shown' },
        { type: 'ticket.updated' as const, about: 'not shown' },
        { type: 'sla.breached' as const, about: 'not shown' },
      ],
    })),
    answer('/webhooks', 'post', ({ body, request }) => {
      if (request.headers.has('Idempotency-Key')) throw new Error('The server refuses a key here.');
      note('create', body);
      const made = webhook(9, new URL(body.url).host, { types: body.types, note: body.note ?? '' });
      known = [...known, made];
      return { ...made, secret: 'whsec_shown_once' };
    }),
    answer('/webhooks/{webhook_id}', 'patch', ({ params, body }) => {
      note(`change ${String(params.webhook_id)}`, body);
      known = known.map((row) => (row.id === Number(params.webhook_id) && body.is_on === false ? { ...row, state: 'off' as const } : row));
      return known[0] ?? webhook(1, 'x.test');
    }),
    answer('/webhooks/{webhook_id}', 'delete', ({ params }) => {
      note(`remove ${String(params.webhook_id)}`);
      known = known.filter(({ id }) => id !== Number(params.webhook_id));
      return null;
    }),
    answer('/webhooks/{webhook_id}/deliveries', 'get', ({ query }) => page(deliveries.filter(({ state }) => [null, state].includes(query.get('state') as typeof state)))),
    answer('/webhooks/{webhook_id}/deliveries/{delivery_id}', 'get', ({ params }) => text(deliveries.find(({ id }) => id === Number(params.delivery_id)) ?? FAILED)),
    answer('/webhooks/{webhook_id}/deliveries/{delivery_id}/replay', 'post', ({ params }) => {
      note(`replay ${String(params.delivery_id)}`);
      return text(FAILED);
    }),
    answer('/webhooks/{webhook_id}/replay-failed', 'post', () => {
      note('replay failed');
      return { deliveries: 3 };
    }),
    answer('/webhooks/{webhook_id}/resume', 'post', ({ params }) => {
      note(`resume ${String(params.webhook_id)}`);
      return { deliveries: 143 };
    }),
    answer('/webhooks/{webhook_id}/test', 'post', () => {
      note('test');
      return text(delivery(50, { type: 'webhook.test', event_id: null, ticket: null }));
    }),
    answer('/webhooks/{webhook_id}/secrets', 'post', () => {
      note('second secret');
      return { id: 71, hint: 'b41e', created_at: AT, created_by: null, secret: 'whsec_second' };
    }),
    answer('/webhooks/{webhook_id}/secrets/{secret_id}', 'delete', ({ params }) => {
      note(`retire ${String(params.secret_id)}`);
      return null;
    }),
  );
  await renderRouted(() => (
    <>
      <WithSearch start={search} />
      <Toaster />
    </>
  ));
  return asked;
}

describe('WebhooksScreen', () => {
  it('makes a webhook for what was chosen and shows its secret once', async () => {
    const user = userEvent.setup();
    const asked = await open();
    await user.click((await screen.findAllByRole('button', { name: /New webhook/ }))[0] as HTMLElement);
    const dialog = within(await screen.findByRole('dialog', { name: 'New webhook' }));
    await user.click(dialog.getByRole('button', { name: 'Make webhook' }));
    expect(dialog.getByLabelText('Address')).toHaveFocus();
    await user.type(dialog.getByLabelText('Address'), 'https://ops.halyard.test/hooks');
    await user.click(dialog.getByRole('radio', { name: 'Only these' }));
    await user.click(dialog.getByRole('button', { name: 'Make webhook' }));
    expect(dialog.getByText('Choose at least one type.')).toBeInTheDocument();
    await user.click(dialog.getByText('2 types, one by one'));
    await user.click(dialog.getByRole('checkbox', { name: 'ticket.created' }));
    await user.click(dialog.getByRole('checkbox', { name: 'ticket.*' }));
    await user.click(dialog.getByText('1 type'));
    await user.click(dialog.getByRole('checkbox', { name: 'sla.breached' }));
    await user.click(dialog.getByRole('button', { name: 'Make webhook' }));
    expect(await screen.findByLabelText('Secret')).toHaveValue('whsec_shown_once');
    expect(asked).toEqual([{ path: 'create', body: { url: 'https://ops.halyard.test/hooks', types: ['ticket.*', 'sla.breached'], note: '' } }]);
    await user.keyboard('{Escape}');
    expect(screen.getByLabelText('Secret')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'I have stored it' }));
    await waitFor(() => expect(screen.queryByLabelText('Secret')).not.toBeInTheDocument());
    expect(await screen.findByRole('row', { name: /ops\.halyard\.test/ })).toBeInTheDocument();
  });

  it('says why a webhook was not made, and keeps what was entered', async () => {
    const user = userEvent.setup();
    await open();
    server.use(answer('/webhooks', 'post', () => refusal(422, { detail: 'It leads to an internal address.' })));
    await user.click((await screen.findAllByRole('button', { name: /New webhook/ }))[0] as HTMLElement);
    await user.type(await screen.findByLabelText('Address'), 'https://10.0.0.1/');
    await user.click(screen.getByRole('button', { name: 'Make webhook' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('It leads to an internal address.');
    expect(screen.getByLabelText('Address')).toHaveValue('https://10.0.0.1/');
  });

  it('shows a delivery with its tries and sends it again', async () => {
    const user = userEvent.setup();
    const asked = await open({ rows: [webhook(1, 'ops.halyard.test')], deliveries: [delivery(1), FAILED] });
    const row = within(await screen.findByRole('row', { name: /handoff\.created/ }));
    expect(row.getByText('Failed, 503')).toBeInTheDocument();
    expect(row.getByText('8 of 8')).toBeInTheDocument();
    await user.click(row.getByRole('button', { name: /#48217/ }));
    const details = within(await screen.findByRole('region', { name: 'Delivery' }));
    expect(screen.getByRole('heading', { name: 'Delivery' })).toHaveFocus();
    expect(await details.findByText(/"type": "handoff\.created"/)).toBeInTheDocument();
    expect(details.getByText('Try later')).toBeInTheDocument();
    await user.click(details.getByRole('button', { name: 'Replay this' }));
    expect(await screen.findByText('It is sent again')).toBeInTheDocument();
    expect(asked).toEqual([{ path: 'replay 2', body: null }]);
  });

  it('narrows to those that failed and sends all of them again', async () => {
    const user = userEvent.setup();
    const asked = await open({ rows: [webhook(1, 'ops.halyard.test')], deliveries: [delivery(1), FAILED] });
    expect(await screen.findByRole('row', { name: /ticket\.updated/ })).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'Failed 3' }));
    await waitFor(() => expect(screen.queryByRole('row', { name: /ticket\.updated/ })).not.toBeInTheDocument());
    await user.click(await screen.findByRole('button', { name: 'Replay all failed' }));
    expect(await screen.findByText('3 deliveries are sent again')).toBeInTheDocument();
    expect(asked).toEqual([{ path: 'replay failed', body: null }]);
  });

  it('says what a paused webhook keeps, tests it and resumes', async () => {
    const user = userEvent.setup();
    const paused = webhook(2, 'sync.halyard.test', {
      state: 'paused',
      failures: 20,
      paused_at: AT,
      paused_why: 'It answered 401.',
      kept_until: AT,
      traffic: { delivered: 0, failed: 20, held: 0, waiting: 143, last_at: AT },
    });
    const asked = await open({ rows: [webhook(1, 'ops.halyard.test'), paused] });
    const words = await screen.findByText(/It refused 20 deliveries in a row\. It answered 401\./);
    const notice = within(words.closest<HTMLElement>('[role="status"]') as HTMLElement);
    await user.click(notice.getByRole('button', { name: 'Send a test' }));
    expect(await screen.findByText('The test was taken: 200 after 84 ms')).toBeInTheDocument();
    await user.click(notice.getByRole('button', { name: 'Resume, send 143' }));
    expect(await screen.findByText('Resumed: 143 deliveries leave')).toBeInTheDocument();
    expect(asked.map(({ path }) => path)).toEqual(['test', 'resume 2']);
  });

  it('makes a second secret and retires the first', async () => {
    const user = userEvent.setup();
    const asked = await open({ rows: [webhook(1, 'ops.halyard.test')] });
    await user.click(await screen.findByRole('button', { name: 'Make a second' }));
    expect(await screen.findByLabelText('Secret')).toHaveValue('whsec_second');
    await user.click(screen.getByRole('button', { name: 'I have stored it' }));
    expect(asked).toEqual([{ path: 'second secret', body: null }]);
  });

  it('asks before one of two secrets is retired', async () => {
    const user = userEvent.setup();
    const two = [70, 71].map((id) => ({ id, hint: `h${String(id)}`, created_at: AT, created_by: null }));
    const asked = await open({ rows: [webhook(1, 'ops.halyard.test', { secrets: two })] });
    expect(await screen.findByText(/Let the receiver accept either/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Retire whsec_…h70' }));
    const ask = within(await screen.findByRole('alertdialog', { name: 'Retire whsec_…h70?' }));
    await user.click(ask.getByRole('button', { name: 'Retire' }));
    await waitFor(() => expect(asked).toEqual([{ path: 'retire 70', body: null }]));
  });

  it('switches off, and removes after asking', async () => {
    const user = userEvent.setup();
    const asked = await open({ rows: [webhook(1, 'ops.halyard.test')] });
    await user.click(await screen.findByRole('switch', { name: 'On' }));
    await waitFor(() => expect(asked).toEqual([{ path: 'change 1', body: { is_on: false } }]));
    await user.click(screen.getByRole('button', { name: 'Remove' }));
    const ask = within(await screen.findByRole('alertdialog', { name: 'Remove ops.halyard.test?' }));
    await user.click(ask.getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('No webhooks yet')).toBeInTheDocument();
    expect(asked[1]).toEqual({ path: 'remove 1', body: null });
  });

  it('changes what it hears of', async () => {
    const user = userEvent.setup();
    const asked = await open({ rows: [webhook(1, 'ops.halyard.test')] });
    await user.click(await screen.findByRole('button', { name: 'Change' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change webhook' }));
    await user.click(dialog.getByRole('radio', { name: 'Everything' }));
    await user.type(dialog.getByLabelText('Note'), 'Pager');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(asked).toEqual([{ path: 'change 1', body: { url: 'https://ops.halyard.test/hooks/candor', types: ['*'], note: 'Pager' } }]));
  });

  it('changes nothing for who may only look, and shows nothing to others', async () => {
    await open({ rows: [webhook(1, 'ops.halyard.test')], verbs: ['webhook.read'] });
    expect(await screen.findByRole('row', { name: /ops\.halyard\.test/ })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /New webhook|Send a test|Remove|Make a second/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('switch')).not.toBeInTheDocument();
  });

  it('says so where the list did not load', async () => {
    await open();
    server.use(answer('/webhooks', 'get', () => refusal(500, { detail: 'Broken.' })));
    expect(await screen.findByText(/did not load|No webhooks yet/)).toBeInTheDocument();
  });

  it('keeps what the address says, and drops what it cannot mean', () => {
    expect(webhooksSearch({ webhook: '3', state: 'failed', delivery: 4, x: 1 })).toEqual({ webhook: 3, state: 'failed', delivery: 4 });
    expect(webhooksSearch({ webhook: 'x', state: 'delivered', delivery: -1 })).toEqual({});
  });
});
