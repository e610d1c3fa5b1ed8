import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { TicketDetail } from '@/shared/api';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ticketRow } from '@/shared/testing/tickets';
import { TicketPortProvider, type TicketPort } from '@/shared/ticket-screen';
import { Toaster } from '@/shared/ui';

import type { Side, SideMessage } from './api';
import { Sides } from './sides';
import { addressesOf, quotedHtml } from './text';

const AT = '2020-02-03T08:00:00Z';
const OURS: SideMessage = {
  id: 1,
  is_ours: true,
  author: 'Ines Duarte',
  address: '',
  is_other: false,
  is_authentic: false,
  automatic: '',
  body_html: '<p>Does it?</p>',
  body_text: 'Does it?',
  created_at: AT,
  delivery: { state: 'sent', detail: '' },
  attachments: [],
  redactions: [],
};
const THEIRS: SideMessage = {
  ...OURS, id: 2, is_ours: false, author: 'Tom Brekke', address: 'tom@tideline.example', is_authentic: true, body_text: 'It does <now>.',
  delivery: { state: '', detail: '' },
};
const side = (over: Partial<Side> = {}): Side => ({
  id: 5, subject: 'Does the role keep its warehouse?', people: ['tom@tideline.example'], state: 'open', is_unread: true, is_answered: true,
  written_by: { id: 1, name: 'Ines Duarte' }, created_at: AT, last_message_at: AT, messages: [OURS, THEIRS], ...over,
});

const LIST = '/tickets/{number}/side-conversations';
const ONE = '/tickets/{number}/side-conversations/{side_id}';
let sent: unknown[];
let stop: () => void;

beforeEach(() => {
  sent = [];
  stop = listenForShortcuts();
});
afterEach(() => stop());

async function open(rows: Side[], reply = true): Promise<TicketPort> {
  server.use(answer(LIST, 'get', page(rows)));
  const timeline = {
    results: [{ id: 3, kind: 'message', author: { kind: 'contact' }, body_text: 'Empty\nsince Tuesday' }],
    previous: null,
  };
  const port: TicketPort = {
    ticket: { ...ticketRow(48_213), permissions: { reply }, timeline } as unknown as TicketDetail,
    me: null,
    insert: vi.fn(),
    sendAgain: vi.fn(),
    addToReply: vi.fn(),
    putEntry: vi.fn(),
    openTicket: vi.fn(),
    askHelp: null,
  };
  await renderRouted(() => (
    <TicketPortProvider value={port}>
      <Sides />
      <Toaster />
    </TicketPortProvider>
  ));
  return port;
}

const card = () => screen.findByRole('region', { name: 'Does the role keep its warehouse?' });

describe('Side conversations', () => {
  it('say what came, and put an answer into the reply as text', async () => {
    server.use(answer(`${ONE}/read`, 'post', side({ is_unread: false })));
    const port = await open([side()]);
    expect(within(await card()).getByText('It does <now>.')).toBeVisible();
    expect(screen.getByText('1 new answer')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Add to the reply' }));
    expect(port.insert).toHaveBeenCalledWith('<blockquote><p>It does &lt;now&gt;.</p></blockquote>');
    await userEvent.click(screen.getByRole('button', { name: 'Mark as read' }));
    expect(await screen.findByText('Answered')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Mark as read' })).toBeNull();
    expect(document.body).not.toHaveFocus();
  });

  it('begin with a key, quote only on demand, and keep what was not sent', async () => {
    let isBroken = true;
    server.use(
      answer(LIST, 'post', ({ body }) => {
        sent.push(body);
        return isBroken ? refusal(422, { code: 'tickets.side_to_customer', detail: 'One of these addresses takes part.' }) : side({ is_unread: false });
      }),
    );
    await open([]);
    expect(await screen.findByText(/The customer does not see it/)).toBeVisible();
    await userEvent.keyboard('b');
    const dialog = await screen.findByRole('dialog', { name: 'Ask somebody outside' });
    expect(within(dialog).getByLabelText('To')).toHaveFocus();
    await userEvent.type(within(dialog).getByLabelText('To'), 'a@x.test{Control>}{Enter}{/Control}');
    await userEvent.click(within(dialog).getByRole('button', { name: /^Send/ }));
    expect(within(dialog).getByLabelText('Subject')).toHaveFocus();
    for (const empty of ['Subject', 'Message']) expect(within(dialog).getByLabelText(empty)).toBeInvalid();
    expect(within(dialog).getByText('Write what it is about.')).toBeVisible();
    await userEvent.click(within(dialog).getByLabelText('Message'));
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(within(dialog).getByLabelText('Subject')).toHaveFocus();
    expect(sent).toEqual([]);
    await userEvent.clear(within(dialog).getByLabelText('To'));
    await userEvent.type(within(dialog).getByLabelText('To'), 'tom@tideline.example, ops@tideline.example');
    await userEvent.type(within(dialog).getByLabelText('Subject'), 'Grants');
    await userEvent.type(within(dialog).getByLabelText('Message'), 'Does it?');
    await userEvent.click(within(dialog).getByRole('button', { name: /Quote/ }));
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await userEvent.click(within(dialog).getByRole('button', { name: /^Send/ }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('takes part');
    expect(within(dialog).getByLabelText('Message')).toHaveValue('Does it?\n\n> Empty\n> since Tuesday');
    isBroken = false;
    await userEvent.click(within(dialog).getByRole('button', { name: /^Send/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent[0]).toMatchObject({ to: ['tom@tideline.example', 'ops@tideline.example'], subject: 'Grants' });
    expect(await card()).toBeVisible();
  });

  it('go on and close, and show what did not leave', async () => {
    server.use(
      answer(`${ONE}/messages`, 'post', ({ body }) => {
        sent.push(body);
        return side({ is_unread: false, is_answered: false });
      }),
      answer(ONE, 'patch', ({ body }) => side({ is_unread: false, ...body })),
    );
    await open([side({ messages: [{ ...OURS, delivery: { state: 'bounced', detail: '550 No such user' } }], is_unread: false, is_answered: false })]);
    expect(await screen.findByText(/It came back\. 550/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Write' }));
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(screen.getByLabelText('Message')).toHaveFocus();
    expect(screen.getByLabelText('Message')).toBeInvalid();
    await userEvent.type(screen.getByLabelText('Message'), 'And now?');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ body: 'And now?', attachment_ids: [] });
    await userEvent.click(await screen.findByRole('button', { name: 'Close it' }));
    expect(await screen.findByText('Closed')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Open again' })).toBeVisible();
  });

  it('are read only for who may not reply, and absent where there are none', async () => {
    await open([side({ messages: [{ ...THEIRS, is_other: true, is_authentic: false }] })], false);
    expect(within(await card()).getByText('Nobody asked this sender. The sender is not proven.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Write' })).toBeNull();
  });
});

describe('What is typed', () => {
  it('becomes addresses, each once', () => {
    expect(addressesOf(' a@x.test; b@x.test,a@x.test\n')).toEqual(['a@x.test', 'b@x.test']);
  });

  it('never becomes markup', () => {
    expect(quotedHtml('<img src=x>\n"a" & b')).toBe('<blockquote><p>&lt;img src=x&gt;<br>&quot;a&quot; &amp; b</p></blockquote>');
  });
});
