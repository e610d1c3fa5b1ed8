import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { setOwner } from '@/shared/lib/owner-storage';
import { answer } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { Toaster } from '@/shared/ui';

import { INES, MAYA, ticket } from '../testing/fixtures';
import { serve } from '../testing/backend';
import { WithSlots } from '../testing/provider';
import { TicketScreen } from '../ticket-screen';
import type { ScheduledReply } from './use-schedule';

const row = (over: Partial<ScheduledReply> = {}): ScheduledReply => ({
  id: '3f0c8f5e-5a0f-4a57-9d55-0a1f6a3c2f11', author: { id: INES.id, name: INES.name }, body_html: '<p>Good morning</p>',
  send_at: '2098-03-02T09:00:00Z', created_at: '2026-03-12T13:00:00Z', is_mine: true, attachments: [], ...over,
});

function open(rows: ScheduledReply[]) {
  const made: unknown[] = [];
  const state = { rows };
  serve(
    ticket(),
    answer('/tickets/{number}/scheduled-replies', 'get', () => ({ results: state.rows, next: null })),
    answer('/tickets/{number}/scheduled-replies', 'post', ({ body }) => {
      made.push(body);
      state.rows = [row({ body_html: body.body })];
      return row({ body_html: body.body });
    }),
    answer('/tickets/{number}/scheduled-replies/{scheduled_id}', 'delete', () => {
      state.rows = [];
      return null;
    }),
  );
  const ignored = vi.fn();
  renderWithProviders(
    <WithSlots>
      <TicketScreen number={48213} onClose={ignored} onNext={ignored} onPrevious={ignored} onSolved={ignored} onOpenTicket={ignored} />
      <Toaster />
    </WithSlots>,
  );
  return made;
}

beforeEach(() => localStorage.clear());
afterEach(() => setOwner(0));

describe('A reply that is sent later', () => {
  it('leaves the field for a time that one chooses, and comes back when it is taken back', async () => {
    const made = open([]);
    fireEvent.change(await screen.findByRole('textbox', { name: 'Reply' }), { target: { value: 'Good morning' } });
    await userEvent.click(screen.getByRole('button', { name: 'Other ways to send' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /Send later/ }));
    await userEvent.click(await screen.findByRole('button', { name: /^Tomorrow/ }));
    await waitFor(() => expect(made).toHaveLength(1));
    expect(made[0]).toMatchObject({ body: '<p>Good morning</p>', body_format: 'html', status: 'pending' });
    expect(await screen.findByRole('group', { name: 'Waits for its time' })).toHaveTextContent('Good morning');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).not.toHaveTextContent('Good morning'));
    await userEvent.click(screen.getByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveTextContent('Good morning'));
    expect(screen.queryByRole('group', { name: 'Waits for its time' })).toBeNull();
  });

  it('is seen by the others, who cannot take it back', async () => {
    open([row({ author: { id: MAYA.id, name: MAYA.name }, is_mine: false })]);
    expect(await screen.findByRole('group', { name: 'Waits for its time' })).toHaveTextContent(MAYA.name);
    expect(screen.queryByRole('button', { name: 'Take back' })).toBeNull();
  });
});
