import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { setOwner } from '@/shared/lib/owner-storage';
import { answer, page } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { Toaster } from '@/shared/ui';

import { Links } from '../merging/links';
import { INES, MAYA, ticket } from '../testing/fixtures';
import { ME, serve } from '../testing/backend';
import { renderInTicket, WithSlots } from '../testing/provider';
import { TicketScreen } from '../ticket-screen';
import type { Incidents, ProblemReply } from './api';

// Whole screens, searched by role: slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const { custom: _custom, links: _links, rating: _rating, timeline: _timeline, permissions: _may, ...ROW } = ticket();
const incident = (number: number, name: string, channel: 'email' | 'widget'): Incidents['results'][number] => ({
  ...ROW, number, channel, reply_by: channel === 'email' ? 'email' : 'chat', requester: { ...ROW.requester, name }, seen_entry_id: number * 10,
});
const FOUND: Incidents = {
  results: [incident(11, 'Helen Marsh', 'email'), incident(12, 'Sam Stranger', 'widget'), { ...incident(13, 'Dev Rao', 'email'), channel: 'api' }],
  next: null,
  channels: [{ channel: 'email', reply_by: 'email', count: 1 }, { channel: 'api', reply_by: 'email', count: 1 }, { channel: 'widget', reply_by: 'chat', count: 1 }],
  most: 500,
};
const reply = (over: Partial<ProblemReply> = {}): ProblemReply => ({
  id: '3f0c8f5e-5a0f-4a57-9d55-0a1f6a3c2f11', author: { id: INES.id, name: INES.name }, is_mine: true, body_html: '<p>It is mended</p>',
  status: '', problem_status: '', state: 'waiting', send_at: '2098-03-02T09:00:00Z', created_at: '2026-03-12T13:00:00Z', ended_at: null,
  counts: { waiting: 2, sent: 0, held: 0, failed: 0 }, not_sent: [], ...over,
});
const LINK = { kind: 'incident', direction: 'from', number: 11, subject: 'Export fails', status: 'open' } as const;

function backend(rows: ProblemReply[]) {
  const told: unknown[] = [];
  const state = { rows };
  serve(
    ticket({ links: [LINK] }),
    answer('/me', 'get', () => ({ ...ME, verbs: [...ME.verbs, 'ticket.bulk'] })),
    answer('/tickets/{number}/incidents', 'get', () => FOUND),
    answer('/tickets/{number}/incident-replies', 'get', () => ({ results: state.rows, next: null })),
    answer('/tickets/{number}/incident-replies', 'post', ({ body }) => {
      told.push(body);
      state.rows = [reply()];
      return reply();
    }),
    answer('/tickets/{number}/incident-replies/{reply_id}', 'delete', () => {
      state.rows = [];
      return null;
    }),
  );
  return told;
}

function open(rows: ProblemReply[] = []) {
  const told = backend(rows);
  const ignored = vi.fn();
  renderWithProviders(
    <WithSlots>
      <TicketScreen number={48213} onClose={ignored} onNext={ignored} onPrevious={ignored} onSolved={ignored} onOpenTicket={ignored} />
      <Toaster />
    </WithSlots>,
  );
  return told;
}

beforeEach(() => localStorage.clear());
afterEach(() => setOwner(0));

describe('One reply to all incidents', () => {
  it('shows who gets it on which way, goes to the chosen ones, and comes back when it is taken back', async () => {
    const told = open();
    fireEvent.change(await screen.findByRole('textbox', { name: 'Reply' }), { target: { value: 'It is mended' } });
    await userEvent.click(screen.getByRole('button', { name: 'Other ways to send' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /Send to all incidents/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Send to the incidents' }));
    expect(await dialog.findByText('2 by Email')).toBeInTheDocument();
    expect(dialog.getByText('1 by Chat')).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('checkbox', { name: '#13, Dev Rao' }));
    expect(dialog.getByText('1 by Email')).toBeInTheDocument();
    await userEvent.selectOptions(dialog.getByLabelText('Status of each incident then'), 'resolved');
    await userEvent.click(dialog.getByRole('button', { name: 'Send to 2 incidents' }));
    await waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]).toEqual({
      body: '<p>It is mended</p>', body_format: 'html', status: 'resolved', problem_status: null,
      incidents: [{ number: 11, seen_entry_id: 110 }, { number: 12, seen_entry_id: 120 }],
    });
    const strip = within(await screen.findByRole('group', { name: 'Reply to the incidents' }));
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).not.toHaveTextContent('It is mended'));
    await userEvent.click(strip.getByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveTextContent('It is mended'));
    expect(screen.queryByRole('group', { name: 'Reply to the incidents' })).toBeNull();
  });

  it('tells how far it is; nobody takes it back once it leaves', async () => {
    open([reply({ state: 'sending', counts: { waiting: 1, sent: 2, held: 1, failed: 0 } })]);
    expect(await screen.findByRole('group', { name: 'Reply to the incidents' })).toHaveTextContent('3 of 4');
    expect(screen.queryByRole('button', { name: 'Take back' })).toBeNull();
  });

  it('lists whom it did not reach, and why', async () => {
    backend([
      reply({
        state: 'done', author: { id: MAYA.id, name: MAYA.name }, is_mine: false, ended_at: '2026-03-12T13:01:00Z',
        counts: { waiting: 0, sent: 1, held: 1, failed: 0 },
        not_sent: [{ number: 12, subject: 'Chat', state: 'held', reason: 'x', reason_message: { code: 'held_wrote', params: { name: 'Sam' } } }],
      }),
    ]);
    renderInTicket(<Links />, ticket({ links: [LINK] }));
    expect(await screen.findByText(/1 of 2 got it/)).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'Not sent' })).toHaveTextContent('#12held back: Sam wrote in between');
  });

  it('is not offered on a ticket without incidents', async () => {
    serve(ticket(), answer('/tickets/{number}/scheduled-replies', 'get', () => page([])));
    const ignored = vi.fn();
    renderWithProviders(
      <WithSlots>
        <TicketScreen number={48213} onClose={ignored} onNext={ignored} onPrevious={ignored} onSolved={ignored} onOpenTicket={ignored} />
      </WithSlots>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Other ways to send' }));
    expect(await screen.findByRole('menuitem', { name: /Send later/ })).toBeInTheDocument();
    expect(screen.queryByRole('menuitem', { name: /incidents/ })).toBeNull();
  });
});
