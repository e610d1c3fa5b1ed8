import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { keys } from '@/shared/api';
import { setOwner } from '@/shared/lib/owner-storage';
import type { ServerMessage } from '@/shared/realtime/protocol';
import { answer, noAnswer, refusal } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { Toaster } from '@/shared/ui';

import { outbox } from './outbox/store';
import { TicketScreen } from './ticket-screen';
import { serve } from './testing/backend';
import { changeEntry, entry, fromAssistant, handoffEntry, INES, MAYA, ticket, permissions } from './testing/fixtures';
import { WithSlots } from './testing/provider';
import type { TicketDetail } from './types';

const REPLIES = '/tickets/{number}/replies';

function open(number = 48213) {
  const onNext = vi.fn();
  const onSolved = vi.fn();
  const onClose = vi.fn();
  const result = renderWithProviders(
    <WithSlots>
      <TicketScreen
        number={number}
        onClose={onClose}
        onNext={onNext}
        onPrevious={vi.fn()}
        onSolved={onSolved}
        onOpenTicket={vi.fn()}
      />
      <Toaster />
    </WithSlots>,
  );
  return { ...result, onNext, onSolved, onClose };
}

/** Types into the plain field; in a browser the rich editor takes over after the first focus. */
async function write(text: string, label = 'Reply') {
  const field = await screen.findByRole('textbox', { name: label });
  fireEvent.change(field, { target: { value: text } });
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  outbox.drop();
});
// Nothing of one test is saved during the next.
afterEach(() => setOwner(0));

describe('TicketScreen', () => {
  it('shows the conversation, who it is with, and what can be done', async () => {
    serve();
    open();
    expect(await screen.findByText('Message 990')).toBeVisible();
    expect(screen.getByRole('button', { name: /Snowflake export empty/ })).toBeVisible();
    expect(screen.getByRole('button', { name: /Send, wait for Helen Marsh/ })).toBeVisible();
    expect(screen.getByRole('complementary', { name: 'Context' })).toBeVisible();
  });

  it('says that a ticket does not exist and offers the way back', async () => {
    serve(ticket(), answer('/tickets/{number}', 'get', () => refusal(404, { title: 'No' })));
    const { onClose } = open();
    await userEvent.click(await screen.findByRole('button', { name: 'Back to the queue' }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('offers a light agent notes only, and a reader nothing to write', async () => {
    serve(ticket({ permissions: permissions({ reply: false, update: false }) }));
    const { unmount } = open();
    expect(await screen.findByRole('textbox', { name: 'Internal note' })).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Send/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Solve/ })).not.toBeInTheDocument();
    unmount();
    serve(ticket({ permissions: permissions({ reply: false, note: false, update: false }) }));
    open();
    expect(await screen.findByText(/Your role may read this ticket/)).toBeVisible();
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  });

  it('sends after the undo time, once, with the status on the button', async () => {
    const bodies: unknown[] = [];
    serve(
      ticket(),
      answer(REPLIES, 'post', ({ body }) => {
        bodies.push((body));
        return entry(995, { author: INES, body_html: '<p>Done.</p>', body_text: 'Done.' });
      }),
    );
    open();
    await screen.findByText('Message 990');
    await write('Done.');
    await userEvent.click(screen.getByRole('button', { name: /Send, wait for/ }));
    expect(screen.getByText(/Sending in \d+ s/)).toBeVisible();
    expect(bodies).toHaveLength(0);
    await userEvent.click(screen.getByRole('button', { name: 'Send now' }));
    await waitFor(() => expect(screen.queryByText(/Sending/)).not.toBeInTheDocument());
    expect(bodies).toEqual([
      expect.objectContaining({ body: '<p>Done.</p>', kind: 'public', status: 'pending', seen_entry_id: 990, force: false }),
    ]);
    expect(within(screen.getByRole('region', { name: 'Timeline' })).getByText('Done.')).toBeVisible();
  });

  it('gives the text back on undo', async () => {
    serve();
    open();
    await screen.findByText('Message 990');
    await write('Too early.');
    await userEvent.click(screen.getByRole('button', { name: /Send, wait for/ }));
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }));
    expect(await screen.findByRole('textbox', { name: 'Reply' })).toHaveTextContent('Too early.');
  });

  it('holds a reply back when the customer has written, and sends it anyway on request', async () => {
    const forced: unknown[] = [];
    serve(
      ticket(),
      answer(REPLIES, 'post', ({ body }) => {
        forced.push(body.force);
        if (body.force) return entry(996, { author: INES });
        const newer = [entry(995, { body_text: 'It works now, thanks.' })];
        return refusal(409, { code: 'tickets.stale_reply', title: 'Not sent', newer });
      }),
    );
    open();
    await screen.findByText('Message 990');
    await write('Try again please.');
    await userEvent.click(screen.getByRole('button', { name: /Send, wait for/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Send now' }));
    const bar = await screen.findByRole('group', { name: 'Not sent yet.' });
    expect(within(bar).getByText('It works now, thanks.')).toBeVisible();
    expect(within(bar).getByRole('button', { name: 'Edit reply' })).toHaveFocus();
    await userEvent.click(within(bar).getByRole('button', { name: 'Send anyway' }));
    await waitFor(() => expect(bar).not.toBeInTheDocument());
    expect(forced).toEqual([false, true]);
  });

  it('keeps a message that could not be sent and repeats it with the same id', async () => {
    const ids: unknown[] = [];
    serve(
      ticket(),
      answer(REPLIES, 'post', ({ body }) => {
        ids.push(((body) as { client_id: string }).client_id);
        if (ids.length === 1) return noAnswer();
        return entry(996, { author: INES });
      }),
    );
    open();
    await screen.findByText('Message 990');
    await write('Hello.');
    await userEvent.click(screen.getByRole('button', { name: /Send, wait for/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Send now' }));
    expect(await screen.findByText(/no connection to the server/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(ids).toHaveLength(2));
    expect(ids[0]).toBe(ids[1]);
  });

  it('offers nothing but the way back for a ticket in the trash, by key neither', async () => {
    const changes: unknown[] = [];
    serve(
      ticket({ is_deleted: true, trash: { at: '2026-03-02T09:00:00Z', by: 'Maya Lind', until: '2999-04-01T09:00:00Z' } }),
      answer('/tickets/{number}', 'patch', ({ body }) => {
        changes.push(body);
        return ticket();
      }),
    );
    open();
    await screen.findByText('Message 990');
    expect(screen.queryByRole('button', { name: /^Solve/ })).toBeNull();
    expect(screen.queryByRole('textbox')).toBeNull();
    await userEvent.keyboard('e');
    await userEvent.keyboard('i');
    for (const key of ['s', 'p', 'a', 'l', 'h', 'm', 'n', '{Shift>}l{/Shift}', '{Shift>}h{/Shift}', '{Shift>}c{/Shift}', '{Shift>}f{/Shift}']) {
      await userEvent.keyboard(key);
      expect(screen.queryByRole('dialog')).toBeNull();
      expect(screen.queryByRole('menu')).toBeNull();
      expect(screen.queryByRole('listbox')).toBeNull();
    }
    expect(changes).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'More actions' }));
    expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(['Copy link', 'Restore from trash']);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Restore from trash' }));
    await waitFor(() => expect(changes).toEqual([expect.objectContaining({ is_deleted: false })]));
  });

  it('calls a note that could not be added a note', async () => {
    serve(
      ticket({ permissions: permissions({ reply: false, update: false }) }),
      answer(REPLIES, 'post', () => refusal(500)),
    );
    open();
    await screen.findByText('Message 990');
    await write('They wait for the export.', 'Internal note');
    await userEvent.click(screen.getByRole('button', { name: /Add note/ }));
    const strip = await screen.findByRole('alert');
    expect(within(strip).getByText('Note not added.')).toBeVisible();
    expect(within(strip).queryByText(/reply|sent/i)).toBeNull();
    await userEvent.click(within(strip).getByRole('button', { name: 'Edit note' }));
    expect(screen.getByRole('textbox', { name: 'Internal note' })).toHaveTextContent('They wait for the export.');
  });

  it('appends a live message once and says who is replying', async () => {
    serve();
    const { sockets, socket } = open();
    await screen.findByText('Message 990');
    const deliver = (message: ServerMessage) => act(() => sockets[sockets.length - 1]?.deliver(message));
    deliver({ type: 'ready', last_id: 1, user_id: INES.id });
    const event: ServerMessage = {
      type: 'event',
      id: 2,
      topic: 'ticket:48213',
      name: 'tickets.message_received',
      data: { ticket: ticket({ version: 8 }), entry: entry(991) },
    };
    deliver(event);
    deliver(event);
    expect(await screen.findAllByText('Message 991')).toHaveLength(1);
    deliver({
      type: 'presence',
      topic: 'ticket:48213',
      people: [
        { ...INES, state: 'replying' },
        { ...MAYA, state: 'replying' },
      ],
    });
    expect(await screen.findByText('Maya Okafor is replying')).toBeVisible();
    expect(socket.state).toBe('connected');
  });

  it('takes a refused change back and says why', async () => {
    serve(
      ticket(),
      answer('/tickets/{number}', 'patch', () =>
        refusal(422, { code: 'tickets.field_required', title: 'No', detail: 'Root cause is required.' }),
      ),
    );
    const { onSolved } = open();
    await screen.findByText('Message 990');
    await userEvent.click(screen.getByRole('button', { name: /^Solve/ }));
    expect(await screen.findByText('Still Open: Root cause is required.')).toBeVisible();
    expect(screen.getByRole('button', { name: /^Solve/ })).toBeVisible();
    expect(onSolved).not.toHaveBeenCalled();
  });

  it('folds the talk before a handoff and shows why a person is needed', async () => {
    const results = [
      entry(1),
      fromAssistant(2),
      entry(3),
      fromAssistant(4),
      handoffEntry(5),
      changeEntry(6, { status: ['new', 'open'] }),
    ];
    serve(
      ticket({ timeline: { results, previous: null } }),
      answer('/tickets/{number}/handoff', 'get', {
          id: 3,
          summary: 'Backfill',
          wants: 'Rows for 10 to 12 March.',
          tried: [{ label: 'Connection test', ok: true }],
          why: 'Backfills need approval.',
          reason: 'boundary',
          confidence: 0.4,
          confidence_word: 'low',
          told_customer: 'a person within 15 min',
          created_at: '2026-03-12T13:48:00Z',
          reason_label: 'A topic that people handle',
          boundary: '',
          expected_wait_seconds: 900,
          session: null,
          linked: [],
        }),
    );
    open();
    expect(await screen.findByText('Rows for 10 to 12 March.')).toBeVisible();
    expect(screen.getByText('Backfills need approval.')).toBeVisible();
    expect(screen.queryByText('Message 3')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Assistant answered/ }));
    expect(screen.getByText('Message 3')).toBeVisible();
  });

  it('shows a suggestion with its gaps and uses it', async () => {
    serve(
      ticket(),
      answer('/tickets/{number}/copilot/draft', 'post', () =>
        ({
          id: 7,
          body_html: '<p>Run the backfill [1]. It takes 20 minutes.</p>',
          citations: [{ article_id: 9, title: 'Backfill', url: '/help/halyard/backfill', quote: 'Run it.', heading: '' }],
          confidence: 0.6,
          confidence_word: 'medium',
          uncited: ['It takes 20 minutes.'],
          engine: 'builtin',
        }),
      ),
    );
    open();
    await screen.findByText('Message 990');
    await userEvent.click(within(screen.getByRole('main')).getByRole('button', { name: 'Copilot' }));
    const panel = await screen.findByRole('region', { name: 'Suggested reply' });
    expect(within(panel).getByText('It takes 20 minutes.')).toHaveClass('nosrc');
    expect(within(panel).getByText('1 line has no source')).toBeVisible();
    await userEvent.click(within(panel).getByRole('button', { name: /Use draft/ }));
    const field = screen.getByRole('textbox', { name: 'Reply' });
    await waitFor(() => expect(field.textContent || (field as HTMLTextAreaElement).value).toContain('Run the backfill.'));
  });
});

describe('A ticket that is merged while somebody writes', () => {
  it('takes the words and the focus along, and says so', async () => {
    const into = 48300;
    const other = ticket({ number: into, subject: 'The one that stays' });
    serve(
      ticket(),
      answer('/tickets/{number}', 'get', ({ params }) => (Number(params.number) === into ? other : ticket())),
      answer('/tickets/{number}/drafts/{kind}', 'get', ({ params }) =>
        Number(params.number) === into && params.kind === 'public'
          ? { body: '<p>Begun there.</p>', version: 3, updated_at: null }
          : { body: '', version: 0, updated_at: null },
      ),
    );
    function Screens() {
      const [number, setNumber] = useState(48213);
      const ignored = vi.fn();
      return (
        <WithSlots>
          <TicketScreen number={number} onClose={ignored} onNext={ignored} onPrevious={ignored} onOpenTicket={setNumber} />
          <Toaster />
        </WithSlots>
      );
    }
    const { client } = renderWithProviders(<Screens />);
    const field = await screen.findByRole('textbox', { name: 'Reply' });
    await write('Nearly done');
    act(() => field.focus());
    act(() => {
      client.setQueryData<TicketDetail>(keys.ticket(48213), (known) => known && { ...known, merged_into: into });
    });
    expect(await screen.findByText('The one that stays')).toBeVisible();
    expect(await screen.findByText(/What you were writing came along/)).toBeVisible();
    const there = screen.getByRole('textbox', { name: 'Reply' });
    await waitFor(() => expect(there).toHaveTextContent(/Begun there\..*Nearly done/s));
    expect(document.activeElement?.closest('.cbox')).not.toBeNull();
  });
});
