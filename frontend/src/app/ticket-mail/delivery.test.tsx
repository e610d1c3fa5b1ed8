import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import email from '@/features/email/ticket-slots';
import { WithSlots, renderInTicket } from '@/features/ticket/testing/provider';
import { keys } from '@/shared/api';
import type { ServerMessage } from '@/shared/realtime/protocol';
import { answer, refusal } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { onAnnouncement, Toaster } from '@/shared/ui';

import { serve } from '@/features/ticket/testing/backend';
import { entry, INES, ticket, permissions } from '@/features/ticket/testing/fixtures';
import { TicketScreen } from '@/features/ticket/ticket-screen';
import { Message } from '@/features/ticket/timeline/message';
import type { Entry, TicketDetail } from '@/features/ticket/types';

const DELIVERY = '/tickets/{number}/entries/{entry_id}/delivery';

function ours(state: Entry['delivery']['state'], detail = '', over: Partial<Entry> = {}): Entry {
  return entry(995, { author: INES, channel: 'email', delivery: { state, detail }, ...over });
}

function show(message: Entry, detail: TicketDetail = ticket({ timeline: { results: [message], previous: null } })) {
  return renderInTicket(
    <>
      <Message entry={message} />
      <Toaster />
    </>,
    detail, {}, [email]);
}

describe('delivery of our messages', () => {
  it('is a quiet sign while all goes well', () => {
    const { unmount } = show(ours('queued'));
    expect(screen.getByRole('img', { name: 'Queued' })).toBeInTheDocument();
    unmount();
    show(ours('sent'));
    expect(screen.getByRole('img', { name: 'Sent' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /send/i })).not.toBeInTheDocument();
  });

  it('says what is left open of a mail that waits or reached only some', () => {
    const { unmount } = show(ours('queued', 'Tried 2 times. The server did not answer.'));
    expect(screen.getByText('Not sent yet: Tried 2 times. The server did not answer.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Cancel sending' })).toBeVisible();
    unmount();
    show(ours('sent', 'Not to everybody. ana@kestrel.example: no such user'));
    expect(screen.getByText('Sent. Not to everybody. ana@kestrel.example: no such user')).toBeVisible();
  });

  it('says what happened, why and what to do, and sends again', async () => {
    const asked: unknown[] = [];
    server.use(
      answer(DELIVERY, 'post', ({ body, params }) => {
        asked.push([params.entry_id, body]);
        return ours('queued');
      }),
    );
    const { client } = show(ours('failed', 'The mail server refused dev@kestrel.example: mailbox full.'));
    expect(screen.getByText('Not sent.')).toBeVisible();
    expect(screen.getByText(/mailbox full/)).toBeVisible();
    expect(screen.getByText(/Send it again, or cancel it/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Cancel sending' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Send again' }));
    await waitFor(() => expect(asked).toEqual([['995', { action: 'send_again' }]]));
    await waitFor(() => {
      const known = client.getQueryData<TicketDetail>(keys.ticket(48213));
      expect(known?.timeline.results[0]?.delivery.state).toBe('queued');
    });
  });

  it('lets a person decide what nobody can know', async () => {
    const asked: unknown[] = [];
    server.use(
      answer(DELIVERY, 'post', ({ body }) => {
        asked.push(body);
        return ours('sent');
      }),
    );
    show(ours('in_doubt'));
    expect(screen.getByText('Perhaps sent.')).toBeVisible();
    expect(screen.getByText(/Sending again may deliver it twice/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'It was sent' }));
    await waitFor(() => expect(asked).toEqual([{ action: 'was_sent' }]));
  });

  it('says why the server did not take the decision', async () => {
    server.use(
      answer(DELIVERY, 'post', () =>
        refusal(409, { code: 'email.nothing_to_decide', title: 'No', detail: 'This mail is cancelled: there is nothing to decide.' }),
      ),
      answer('/tickets/{number}', 'get', () => ticket()),
    );
    show(ours('failed'));
    await userEvent.click(screen.getByRole('button', { name: 'Send again' }));
    expect(await screen.findByText('Nothing was changed: This mail is cancelled: there is nothing to decide.')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Send again' })).not.toBeInTheDocument());
    expect(screen.getByRole('button', { name: 'Write it anew' })).toBeVisible();
  });

  it('offers a message that came back to be written anew', async () => {
    const bounced = ours('bounced', 'mailbox full');
    const { value } = show(bounced);
    expect(screen.getByText('It came back.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Write it anew' }));
    expect(value.sendAgain).toHaveBeenCalledExactlyOnceWith(bounced);
  });

  it('offers nothing to who may not reply', () => {
    const failed = ours('failed');
    show(failed, ticket({ permissions: permissions({ reply: false, update: false }) }));
    expect(screen.getByText('Not sent.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /send/i })).not.toBeInTheDocument();
  });

  it('changes on the open screen, and is said aloud when it fails', async () => {
    const results = [entry(990), ours('queued')];
    serve(ticket({ timeline: { results, previous: null } }));
    const said: [string, string][] = [];
    const stop = onAnnouncement((text, urgency) => said.push([text, urgency]));
    const { sockets } = renderWithProviders(
      <WithSlots others={[email]}>
        <TicketScreen number={48213} onClose={vi.fn()} onNext={vi.fn()} onPrevious={vi.fn()} onOpenTicket={vi.fn()} />
      </WithSlots>,
    );
    await screen.findByRole('img', { name: 'Queued' });
    const deliver = (message: ServerMessage) => act(() => sockets[sockets.length - 1]?.deliver(message));
    deliver({ type: 'ready', last_id: 1, user_id: INES.id });
    deliver({
      type: 'event',
      id: 2,
      topic: 'ticket:48213',
      name: 'tickets.delivery_changed',
      data: { ticket: ticket(), entries: [ours('failed', 'Mailbox full.')] },
    });
    expect(await screen.findByText('Not sent.')).toBeVisible();
    expect(screen.queryByRole('img', { name: 'Queued' })).not.toBeInTheDocument();
    expect(said).toContainEqual(['Not sent. Mailbox full.', 'assertive']);
    stop();
  });
});
