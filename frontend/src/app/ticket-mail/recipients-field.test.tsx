import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { HttpHandler } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import email from '@/features/email/ticket-slots';
import { WithSlots } from '@/features/ticket/testing/provider';
import { setOwner } from '@/shared/lib/owner-storage';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { recipient, recipients } from '@/shared/testing/recipients';
import { answer, refusal } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';

import { outbox } from '@/features/ticket/outbox/store';
import { serve } from '@/features/ticket/testing/backend';
import { entry, INES, mail, ticket } from '@/features/ticket/testing/fixtures';
import { TicketScreen } from '@/features/ticket/ticket-screen';
import type { TicketDetail } from '@/features/ticket/types';
import type { TicketRecipients } from '@/features/email/ticket/types';

const TOM = recipient('tom@kestrel.example', 'Tom');
const ANA = recipient('ana@kestrel.example', 'Ana');
const EVE = recipient('eve@elsewhere.example', 'Eve', { is_approved: false });

/** A ticket with these recipients; collects what is sent. */
function open(all: TicketRecipients | HttpHandler, detail: TicketDetail = ticket()) {
  const sent: Record<string, unknown>[] = [];
  serve(
    detail,
    all instanceof Object && 'can_email' in all
      ? answer('/tickets/{number}/recipients', 'get', () => all)
      : all,
    answer('/tickets/{number}/replies', 'post', ({ body }) => {
      sent.push((body));
      return entry(995, { author: INES });
    }),
  );
  renderWithProviders(
    <WithSlots others={[email]}>
      <TicketScreen number={48213} onClose={vi.fn()} onNext={vi.fn()} onPrevious={vi.fn()} onOpenTicket={vi.fn()} />
    </WithSlots>,
  );
  return sent;
}

const line = () => screen.findByRole('group', { name: 'Recipients' });

async function send(): Promise<void> {
  fireEvent.change(screen.getByRole('textbox', { name: 'Reply' }), { target: { value: 'Done.' } });
  await userEvent.click(screen.getByRole('button', { name: /Send, wait for/ }));
}

let stopListening: () => void;
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  outbox.drop();
  stopListening = listenForShortcuts();
});
afterEach(() => {
  stopListening();
  setOwner(0);
});

describe('recipients of a reply', () => {
  it('all stand there before sending, and exactly these get it', async () => {
    const sent = open(recipients({ cc: [TOM, ANA] }));
    const group = await line();
    expect(within(group).getByText('Helen Marsh')).toBeVisible();
    expect(within(group).getByText('<helen@kestrel.example>')).toBeVisible();
    await userEvent.click(within(group).getByRole('button', { name: 'Remove Tom from CC' }));
    expect(within(group).queryByText('Tom')).not.toBeInTheDocument();
    expect(within(group).getByRole('button', { name: 'Add to CC' })).toHaveFocus();
    await send();
    expect(screen.getByText('with 1 person in CC')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Send now' }));
    await waitFor(() => expect(sent).toEqual([expect.objectContaining({ cc: ['ana@kestrel.example'] })]));
    expect(await within(await line()).findByText('Tom')).toBeVisible();
  });

  it('go back to the choice when the send is undone', async () => {
    const sent = open(recipients({ cc: [TOM, ANA] }));
    await userEvent.click(within(await line()).getByRole('button', { name: 'Remove Tom from CC' }));
    await send();
    expect(within(await line()).getByText('Tom')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }));
    expect(within(await line()).queryByText('Tom')).not.toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  it('switch between all and the requester alone, also by key', async () => {
    const sent = open(recipients({ cc: [TOM] }));
    const group = await line();
    await userEvent.click(within(group).getByRole('button', { name: /Who gets this reply: Reply to all/ }));
    await userEvent.click(await screen.findByRole('menuitemradio', { name: /Only Helen Marsh/ }));
    expect(within(group).queryByText('Tom')).not.toBeInTheDocument();
    fireEvent.keyDown(document.body, { key: 'A', ctrlKey: true, shiftKey: true });
    expect(await within(group).findByText('Tom')).toBeVisible();
    fireEvent.keyDown(document.body, { key: 'A', ctrlKey: true, shiftKey: true });
    await send();
    await userEvent.click(screen.getByRole('button', { name: 'Send now' }));
    await waitFor(() => expect(sent).toEqual([expect.objectContaining({ cc: [] })]));
  });

  it('takes another address and checks it on leaving the field', async () => {
    const sent = open(recipients());
    const group = await line();
    await userEvent.click(within(group).getByRole('button', { name: 'Add to CC' }));
    const field = within(group).getByRole('textbox', { name: 'Address to add to CC' });
    await userEvent.type(field, 'dev@kestrel');
    expect(within(group).queryByRole('alert')).not.toBeInTheDocument();
    await userEvent.tab();
    expect(within(group).getByRole('alert')).toHaveTextContent('“dev@kestrel” is not an email address.');
    await send();
    expect(field).toHaveFocus();
    expect(screen.queryByText(/Sending in/)).not.toBeInTheDocument();
    await userEvent.type(field, '.example{Enter}');
    expect(within(group).getByText('dev@kestrel.example')).toBeVisible();
    await send();
    await userEvent.click(screen.getByRole('button', { name: 'Send now' }));
    await waitFor(() => expect(sent).toEqual([expect.objectContaining({ cc: ['dev@kestrel.example'] })]));
  });

  it('leaves out whom an unproven sender named until somebody chooses them', async () => {
    const sent = open(recipients({ pending: [EVE] }));
    const group = await line();
    expect(within(group).getByText(/put in CC by a sender who was not proven/)).toBeVisible();
    await userEvent.click(within(group).getByRole('button', { name: /Add Eve to CC/ }));
    expect(within(group).queryByText(/not proven/)).not.toBeInTheDocument();
    await send();
    await userEvent.click(screen.getByRole('button', { name: 'Send now' }));
    await waitFor(() => expect(sent).toEqual([expect.objectContaining({ cc: ['eve@elsewhere.example'] })]));
  });

  it('warns in words of an address whose mail came back', async () => {
    const bounce = { at: '2026-03-03T10:00:00Z', kind: 'hard', detail: 'mailbox full' } as const;
    open(recipients({ cc: [{ ...TOM, bounce }] }));
    expect(
      await within(await line()).findByText(/^Mail to tom@kestrel.example bounced on .*March.*: mailbox full$/),
    ).toBeVisible();
  });

  it('says that mail cannot leave, and why', async () => {
    open(recipients({ can_email: false, note: 'no_mailbox' }));
    expect(await screen.findByText(/No mailbox of this brand can send/)).toBeVisible();
    expect(screen.queryByRole('group', { name: 'Recipients' })).not.toBeInTheDocument();
  });

  it('goes to the requester alone, and says so, when the others did not load', async () => {
    const sent = open(
      answer('/tickets/{number}/recipients', 'get', () => refusal(403, { title: 'No' })),
    );
    expect(await screen.findByText('Only Helen Marsh gets this reply: who is in CC did not load.')).toBeVisible();
    await send();
    await userEvent.click(screen.getByRole('button', { name: 'Send now' }));
    await waitFor(() => expect(sent).toEqual([expect.objectContaining({ cc: [] })]));
  });

  it('are not there for a note, nor where the reply leaves by chat', async () => {
    open(recipients({ channel: 'widget', can_email: false }), ticket({ channel: 'widget' }));
    expect(await screen.findByText('Message 990')).toBeVisible();
    expect(screen.queryByRole('group', { name: 'Recipients' })).not.toBeInTheDocument();
  });

  it('are one line on a phone, which opens with focus and closes without', async () => {
    vi.stubGlobal('matchMedia', (query: string) => ({
      matches: query === '(max-width: 600px)',
      media: query,
      addEventListener: vi.fn(),
      removeEventListener: vi.fn(),
    }));
    open(recipients({ cc: [TOM] }));
    const group = await line();
    const summary = within(group).getByRole('button', { name: /To Helen Marsh and Tom/ });
    expect(summary).toHaveAttribute('aria-expanded', 'false');
    expect(within(group).queryByRole('button', { name: 'Remove Tom from CC' })).not.toBeInTheDocument();
    summary.focus();
    expect(await within(group).findByRole('button', { name: 'Remove Tom from CC' })).toBeVisible();
    screen.getByRole('textbox', { name: 'Reply' }).focus();
    await waitFor(() => expect(summary).toHaveAttribute('aria-expanded', 'false'));
    vi.unstubAllGlobals();
  });
});

describe('a note by somebody who takes no part', () => {
  it('says so and adds its sender to CC', async () => {
    const aside = entry(991, {
      kind: 'note',
      visibility: 'internal',
      author: { kind: 'contact', id: 8, name: 'Dev Patel' },
      payload: { mail: mail({ from: 'dev@kestrel.example' }) },
    });
    open(recipients(), ticket({ timeline: { results: [entry(990), aside], previous: null } }));
    const note = await screen.findByRole('article', { name: 'Note from Dev Patel, who takes no part in this ticket' });
    expect(within(note).getByText('From somebody who takes no part in this ticket')).toBeVisible();
    await userEvent.click(await within(note).findByRole('button', { name: 'Add to CC' }));
    expect(await within(await line()).findByText('Dev Patel')).toBeVisible();
    expect(within(note).getByRole('button', { name: 'Gets replies' })).toHaveAttribute('aria-disabled', 'true');
  });
});
