import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { answer, page } from '../testing/answers';
import { renderWithProviders } from '../testing/render';
import { brand, channelRule, contact, staffUser, team } from '../testing/directory';
import { server } from '../testing/server';
import { ME, ticketRow } from '../testing/tickets';
import { NewTicketDialog } from './new-ticket-dialog';
import { gapsOf, EMPTY, inputOf, isAddress } from './new-ticket/values';

const HELEN = contact(7, 'Helen Marsh');

function open(canSend = true) {
  const sent: unknown[] = [];
  server.use(
    answer('/me', 'get', { ...ME, name: 'Ines', verbs: [], team_ids: [] }),
    answer('/users', 'get', page([staffUser(5, 'Ines'), staffUser(9, 'Sofia', { can_answer: false })])),
    answer('/teams', 'get', () => page([team(2, 'Pipelines')])),
    answer('/brands', 'get', () => page([brand(1, 'Halyard', { replies_by_email: canSend })])),
    answer('/contacts', 'get', () => page([HELEN])),
    answer('/channels', 'get', () => page([])),
    answer('/tickets', 'post', ({ body }) => {
      sent.push((body));
      return ticketRow(48300);
    }),
  );
  const onCreated = vi.fn();
  const onOpenChange = vi.fn();
  const shown = () =>
    renderWithProviders(<NewTicketDialog isOpen onOpenChange={onOpenChange} onCreated={onCreated} />);
  return { sent, onCreated, onOpenChange, shown };
}

beforeEach(() => localStorage.clear());

describe('NewTicketDialog', () => {
  it('finds the customer as one types and sends with the keyboard', async () => {
    const { sent, onCreated, shown } = open();
    shown();
    const who = await screen.findByRole('combobox', { name: 'Customer' });
    expect(who).toHaveFocus();
    await userEvent.type(who, 'hel');
    expect(await screen.findByRole('option', { name: /Helen Marsh/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText(/Helen Marsh gets this by email/)).toBeVisible();
    const subject = screen.getByRole('textbox', { name: 'Subject' });
    expect(subject).toHaveFocus();
    await userEvent.type(subject, 'Your export');
    const body = screen.getByRole('textbox', { name: 'Message' });
    fireEvent.change(body, { target: { value: '<p>We found it.</p>' } });
    fireEvent.keyDown(body, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(onCreated).toHaveBeenCalledWith(48300));
    expect(sent[0]).toMatchObject({ kind: 'public', requester: { id: 7 }, subject: 'Your export', body: '<p>We found it.</p>' });
    expect(localStorage.length).toBe(0);
  });

  it('keeps what was typed, until it is discarded', async () => {
    const { onOpenChange, shown } = open();
    const first = shown();
    await screen.findByRole('option', { name: 'Ines' });
    await userEvent.type(await screen.findByRole('textbox', { name: 'Subject' }), 'Half a thought');
    await userEvent.keyboard('{Escape}');
    expect(onOpenChange).toHaveBeenCalledWith(false);
    first.unmount();
    shown();
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Subject' })).toHaveValue('Half a thought'));
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(localStorage.length).toBe(0);
  });

  it('says beforehand that nothing would leave', async () => {
    const { shown } = open(false);
    shown();
    expect(await screen.findByText(/No mailbox of Halyard can send/)).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: 'Internal note' }));
    expect(await screen.findByText(/Only your team reads this/)).toBeVisible();
  });

  it('opens a ticket of a phone call as a note, unless an admin wants calls told', async () => {
    const { sent, shown } = open();
    shown();
    await userEvent.type(await screen.findByRole('combobox', { name: 'Customer' }), 'new@kestrel.example');
    await userEvent.type(screen.getByRole('textbox', { name: 'Subject' }), 'Rang');
    await userEvent.click(screen.getByRole('checkbox', { name: 'From a phone call' }));
    expect(screen.getByText(/Only your team reads this/)).toBeVisible();
    const minutes = screen.getByRole('textbox', { name: /Minutes/ });
    await userEvent.type(minutes, 'four');
    fireEvent.change(screen.getByRole('textbox', { name: 'Note' }), { target: { value: '<p>It stops.</p>' } });
    await userEvent.click(screen.getByRole('button', { name: /Open ticket with note/ }));
    await waitFor(() => expect(minutes).toHaveFocus());
    expect(sent).toEqual([]);
    await userEvent.clear(minutes);
    await userEvent.type(minutes, '4');
    await userEvent.click(screen.getByRole('button', { name: /Open ticket with note/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ kind: 'note', channel: 'phone', call: { direction: 'incoming', seconds: 240 } });
  });

  it('sends no call to the customer because of an answer that came after the click', async () => {
    const { shown } = open();
    let tell = (): void => undefined;
    const asked = new Promise<void>((done) => {
      tell = done;
    });
    server.use(answer('/channels', 'get', () => asked.then(() => page([channelRule('phone', { tells_customer: true })]))));
    shown();
    await userEvent.type(await screen.findByRole('combobox', { name: 'Customer' }), 'new@kestrel.example');
    const box = screen.getByRole('checkbox', { name: 'From a phone call' });
    await userEvent.click(box);
    tell();
    await act(() => new Promise((done) => setTimeout(done, 50)));
    expect(screen.getByRole('button', { name: /Open ticket with note/ })).toBeVisible();
    // What is known by the next click counts then.
    await userEvent.click(box);
    await userEvent.click(box);
    expect(screen.queryByRole('button', { name: /Open ticket with note/ })).not.toBeInTheDocument();
  });

  it('offers only people who may answer', async () => {
    const { shown } = open();
    shown();
    expect(await screen.findByRole('option', { name: 'Ines' })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: 'Sofia' })).not.toBeInTheDocument();
  });
});

describe('values', () => {
  it('judges addresses', () => {
    for (const good of ['a@b.co', 'a.b+c@sub.example.com']) expect(isAddress(good)).toBe(true);
    for (const bad of ['', 'helen', 'a@b', 'a@b.', 'a b@c.de', 'a@@b.de']) expect(isAddress(bad)).toBe(false);
  });

  it('names what is missing in the order of the fields', () => {
    expect(gapsOf(EMPTY)).toEqual(['customer', 'subject', 'body']);
    const typed = { ...EMPTY, typed: 'helen', subject: 's', body: '<p>x</p>' };
    expect(gapsOf(typed)).toEqual(['address']);
    const silent = { ...typed, customer: { id: 1, name: 'H', email: '' } };
    expect(gapsOf(silent)).toEqual(['noAddress']);
    expect(gapsOf({ ...silent, kind: 'note' })).toEqual([]);
  });

  it('leaves to triage and routing what was not chosen', () => {
    const input = inputOf({ ...EMPTY, typed: 'a@b.co', subject: 's', body: '<p>x</p>' });
    expect(Object.keys(input).sort()).toEqual(['assignee', 'body', 'body_format', 'kind', 'requester', 'subject']);
  });
});
