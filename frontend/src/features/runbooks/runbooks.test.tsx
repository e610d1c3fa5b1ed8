import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { TicketDetail } from '@/shared/api';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ticketRow } from '@/shared/testing/tickets';
import { TicketPortProvider, type TicketPort } from '@/shared/ticket-screen';
import type { RunbookMark, RunbookStep, TicketRunbooks as Found } from './api';
import { TicketRunbooks } from './ticket-runbooks';

const PATH = '/tickets/{number}/runbook';
const step = (over: Partial<RunbookStep>): RunbookStep => ({ key: 'look', kind: 'check', text: 'Look for earlier credits', limit: null, unit: '', mark: null, ...over });
const STEPS = [step({}), step({ key: 'credit', kind: 'decide', text: 'Give a credit', limit: 250, unit: 'USD' }), step({ key: 'up', kind: 'escalate', text: 'Escalate for Enterprise' })];
const MARK: RunbookMark = {
  step: 'look', kind: 'check', text: 'Look at the range', version: 1, state: 'skipped', reason: 'Known', amount: null, limit: null, unit: '', is_over: false, by: 'Maya', at: '2020-02-03T08:00:00Z',
};
const found = (over: Partial<Found> = {}): Found => ({
  category: 'billing', may_mark: true, earlier: [], results: [{ article: { id: 9, title: 'Credits' }, version: 3, steps: STEPS }], ...over,
});

let sent: unknown[];
let stop: () => void;
beforeEach(() => {
  sent = [];
  stop = listenForShortcuts();
});
afterEach(() => stop());

async function open(shown: Found): Promise<TicketPort> {
  server.use(
    answer(PATH, 'get', shown),
    answer(PATH, 'post', ({ body }) => {
      sent.push(body);
      return shown;
    }),
  );
  const port: TicketPort = {
    ticket: { ...ticketRow(48_213) } as unknown as TicketDetail,
    me: null, insert: vi.fn(), sendAgain: vi.fn(), addToReply: vi.fn(), putEntry: vi.fn(), openTicket: vi.fn(),
    askHelp: vi.fn((onAsked?: () => void) => onAsked?.()),
  };
  await renderRouted(() => (
    <TicketPortProvider value={port}>
      <TicketRunbooks />
    </TicketPortProvider>
  ));
  return port;
}

describe('the runbook of a ticket', () => {
  it('is checked by keys alone', async () => {
    await open(found());
    expect(await screen.findByRole('link', { name: 'Credits' })).toBeVisible();
    await userEvent.keyboard('d');
    expect(screen.getByRole('checkbox', { name: 'Look for earlier credits' })).toHaveFocus();
    await userEvent.keyboard(' ');
    await waitFor(() => expect(sent).toEqual([{ article_id: 9, step: 'look', state: 'done' }]));
    await userEvent.keyboard('{ArrowDown}');
    expect(screen.getByRole('checkbox', { name: 'Give a credit' })).toHaveFocus();
  });

  it('asks how much, and above the limit also why', async () => {
    await open(found());
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Give a credit' }));
    const note = screen.getByRole('button', { name: 'Note' });
    expect(note).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(screen.getByLabelText(/How much/), '300');
    expect(screen.getByText(/You may decide up to 250 USD alone/)).toBeVisible();
    await userEvent.click(note);
    expect(sent).toEqual([]);
    await userEvent.type(screen.getByLabelText('Why'), 'Agreed{Enter}');
    await waitFor(() => expect(sent).toEqual([{ article_id: 9, step: 'credit', state: 'done', amount: '300', reason: 'Agreed' }]));
  });

  it('takes a separator of thousands for no decimal point', async () => {
    await open(found());
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Give a credit' }));
    const field = screen.getByLabelText(/How much/);
    await userEvent.type(field, '1.500');
    expect(screen.getByText('Write it without separators of thousands.')).toBeVisible();
    await userEvent.clear(field);
    await userEvent.type(field, '1,500');
    expect(screen.getByText(/You may decide up to 250 USD alone/)).toBeVisible();
    await userEvent.type(screen.getByLabelText('Why'), 'Agreed{Enter}');
    await waitFor(() => expect(sent).toEqual([{ article_id: 9, step: 'credit', state: 'done', amount: '1500', reason: 'Agreed' }]));
  });

  it('asks how much where the focus is, and gives it back to the step', async () => {
    await open(found());
    const box = await screen.findByRole('checkbox', { name: 'Give a credit' });
    box.focus();
    await userEvent.keyboard(' ');
    expect(screen.getByLabelText(/How much/)).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(box).toHaveFocus();
    await userEvent.keyboard(' 20{Enter}');
    await waitFor(() => expect(sent).toHaveLength(1));
    await waitFor(() => expect(screen.queryByLabelText(/How much/)).toBeNull());
    expect(box).toHaveFocus();
  });

  it('leaves a step out only with a reason', async () => {
    await open(found());
    const row = within((await screen.findByRole('checkbox', { name: 'Look for earlier credits' })).closest('li')!);
    await userEvent.click(row.getByRole('button', { name: 'Leave out' }));
    expect(row.getByLabelText('Why')).toHaveFocus();
    await userEvent.keyboard('Looked yesterday{Enter}');
    await waitFor(() => expect(sent).toEqual([{ article_id: 9, step: 'look', state: 'skipped', reason: 'Looked yesterday' }]));
  });

  it('leads to asking for help, and is marked once that was done', async () => {
    const port = await open(found());
    await userEvent.click(await screen.findByRole('button', { name: 'Ask for help' }));
    expect(port.askHelp).toHaveBeenCalled();
    await waitFor(() => expect(sent).toEqual([{ article_id: 9, step: 'up', state: 'done' }]));
  });

  it('shows what was noted by another category', async () => {
    await open(found({ results: [], earlier: [MARK] }));
    await userEvent.click(await screen.findByText('1 earlier mark'));
    expect(screen.getByText('Look at the range')).toBeVisible();
    expect(screen.getByText('Known')).toBeVisible();
  });

  it('is not there where a category has none, and takes no mark from who may only read', async () => {
    await open(found({ may_mark: false }));
    expect(await screen.findByRole('checkbox', { name: 'Give a credit' })).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Leave out' })).toBeNull();
  });
});
