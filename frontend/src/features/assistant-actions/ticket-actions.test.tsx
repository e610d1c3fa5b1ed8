import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TicketDetail } from '@/shared/api';
import { answer, refusal } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { ME, ticketRow } from '@/shared/testing/tickets';
import { TicketPortProvider, type TicketPort } from '@/shared/ticket-screen';
import { Toaster } from '@/shared/ui';
import type { ActionUse } from './api';
import { TicketActions } from './ticket-actions';

const USE: ActionUse = {
  id: 4, ticket: 48_213, action: 'credit', label: 'Credit on an invoice', kind: 'write', source: 'http', state: 'proposed', is_automatic: false,
  inputs: [{ name: 'invoice', value: 'INV-77' }], facts: [], amount: 40, request: 'POST https://api.app.test/credits', told: 'We have credited 40.00.',
  status: null, error: '', score: 1, engine: 'builtin-1', version: 3, decided_by: null, decided_at: null, note: '', created_at: '2026-03-02T09:00:00Z',
  finished_at: null, as_of: null,
};

let rows: ActionUse[];
let asked: { path: string; body: unknown }[];

function open(verbs: string[] = ['action.decide']) {
  server.use(answer('/me', 'get', { ...ME, verbs }));
  const port: TicketPort = {
    ticket: ticketRow(48_213) as unknown as TicketDetail,
    me: null,
    insert: vi.fn(),
    sendAgain: vi.fn(),
    addToReply: vi.fn(),
    putEntry: vi.fn(),
    openTicket: vi.fn(),
    askHelp: null,
  };
  renderWithProviders(
    <TicketPortProvider value={port}>
      <TicketActions />
      <Toaster />
    </TicketPortProvider>,
  );
}

beforeEach(() => {
  rows = [USE];
  asked = [];
  server.use(
    answer('/tickets/{number}/actions', 'get', () => ({ results: rows })),
    answer('/tickets/{number}/actions/{use_id}/approve', 'post', ({ body }) => {
      asked.push({ path: 'approve', body });
      rows = [{ ...USE, state: 'approved' }];
      return rows[0] ?? USE;
    }),
    answer('/tickets/{number}/actions/{use_id}/decline', 'post', ({ body }) => {
      asked.push({ path: 'decline', body });
      return refusal(409, { code: 'assistant.action_decided', detail: 'This has been decided already. Load the ticket again.' });
    }),
  );
});

describe('actions beside a ticket', () => {
  it('shows what will be sent and told, and sends the approval', async () => {
    open();
    expect(await screen.findByText('POST https://api.app.test/credits')).toBeVisible();
    expect(screen.getByText('We have credited 40.00.')).toBeVisible();
    await userEvent.click(await screen.findByRole('checkbox', { name: /Tell the customer/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    expect(await screen.findByText('Approved. It is being done.')).toBeInTheDocument();
    expect(asked).toEqual([{ path: 'approve', body: { tells_customer: false } }]);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole('list', { name: "Assistant's actions" }));
  });

  it('says when somebody was faster', async () => {
    open();
    await userEvent.type(await screen.findByRole('textbox', { name: 'Note, if you decline' }), ' Paid ');
    await userEvent.click(screen.getByRole('button', { name: 'Decline' }));
    expect(await screen.findByText(/decided already/)).toBeVisible();
    expect(asked).toEqual([{ path: 'decline', body: { note: 'Paid' } }]);
  });

  it('leaves the decision to who may', async () => {
    open([]);
    expect(await screen.findByText('An agent decides about this.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull();
  });

  it('shows facts with their age, and nothing where nothing was done', async () => {
    rows = [{ ...USE, state: 'done', kind: 'lookup', facts: [{ name: 'plan', value: 'Scale' }], as_of: '2026-03-02T08:59:00Z' }];
    open();
    expect(await screen.findByText('Scale')).toBeVisible();
    expect(screen.getByText(/As of/)).toBeVisible();
  });
});
