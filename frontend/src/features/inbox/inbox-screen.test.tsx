import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TicketRow } from '@/shared/api';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, page, refusal } from '@/shared/testing/answers';
import { savedView } from '@/shared/testing/directory';
import { withLayout } from '@/shared/testing/layout';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME, ticketRow } from '@/shared/testing/tickets';
import { InboxScreen, type InboxScreenProps } from './inbox-screen';

withLayout();

const VIEW = savedView(3, 'Mine', { query: 'is:mine is:open' });

let tickets: TicketRow[];
let asked: URL[];

beforeEach(() => {
  tickets = [ticketRow(1001), ticketRow(1002), ticketRow(1003)];
  asked = [];
  server.use(
    answer('/me', 'get', () => ME),
    answer('/views', 'get', () => page([VIEW])),
    answer('/views/counts', 'get', () => ({ 3: 12 })),
    answer('/users', 'get', () => page([])),
    answer('/teams', 'get', () => page([])),
    answer('/brands', 'get', () => page([])),
    answer('/tickets', 'get', ({ request }) => {
      asked.push(new URL(request.url));
      return page(tickets);
    }),
  );
});

async function show(given: Partial<InboxScreenProps> = {}) {
  const handlers = { onSearch: vi.fn(), onOpen: vi.fn(), onClose: vi.fn() };
  const rendered = await renderRouted(() => (
    <InboxScreen open={null} search={{ view: 3 }} renderTicket={({ number }) => <main>Ticket {number}</main>} {...handlers} {...given} />
  ));
  const stop = listenForShortcuts();
  await screen.findByText('Subject 1001');
  const socket = rendered.sockets[0];
  act(() => socket?.deliver({ type: 'ready', last_id: 10, user_id: 5 }));
  const hear = (id: number, ticket: TicketRow): void =>
    act(() => socket?.deliver({ type: 'event', id, topic: 'queue', name: 'tickets.ticket_changed', data: { ticket } }));
  return { ...rendered, ...handlers, hear, stop };
}

const subjects = (): string[] =>
  within(screen.getByRole('list', { name: /Tickets of/ }))
    .getAllByText(/^Subject \d+$/)
    .map((element) => element.textContent ?? '');

describe('InboxScreen', () => {
  it('shows the tickets of the view with its live count', async () => {
    const { stop } = await show();
    expect(asked[0]?.searchParams.get('view')).toBe('3');
    expect(asked[0]?.searchParams.get('sort')).toBe('due');
    expect(await screen.findByRole('link', { name: /Mine 12/ })).toHaveAttribute('aria-current', 'page');
    stop();
  });

  it('walks with J and K and opens the next ticket while one is open', async () => {
    const { onOpen, stop } = await show({ open: 1001 });
    await userEvent.keyboard('j');
    expect(onOpen).toHaveBeenCalledWith(1002);
    stop();
  });

  it('changes a row in place when an event tells of it', async () => {
    const { hear, stop } = await show();
    hear(11, ticketRow(1002, { subject: 'Subject 1002', reason: 'Asked for a person', version: 2 }));
    expect(await screen.findByText('Asked for a person')).toBeInTheDocument();
    stop();
  });

  it('ignores an event that is older than what it shows', async () => {
    tickets[1] = ticketRow(1002, { reason: 'Newest', version: 7 });
    const { hear, stop } = await show();
    hear(11, ticketRow(1002, { reason: 'Stale', version: 6 }));
    expect(screen.queryByText('Stale')).not.toBeInTheDocument();
    expect(screen.getByText('Newest')).toBeInTheDocument();
    stop();
  });

  it('holds a new ticket while the list is read, and shows it on request', async () => {
    const { hear, stop } = await show();
    await userEvent.tab();
    screen.getByText('Subject 1001').closest('a')?.focus();
    tickets = [ticketRow(1009), ...tickets];
    hear(12, ticketRow(1009));
    const held = await screen.findByRole('button', { name: /1 update held/ }, { timeout: 3000 });
    expect(subjects()).toEqual(['Subject 1001', 'Subject 1002', 'Subject 1003']);
    await userEvent.click(held);
    expect(subjects()).toEqual(['Subject 1009', 'Subject 1001', 'Subject 1002', 'Subject 1003']);
    stop();
  });

  it('takes updates by itself while nobody reads', async () => {
    const { hear, stop } = await show();
    tickets = [ticketRow(1009), ...tickets];
    hear(12, ticketRow(1009));
    expect(await screen.findByText('Subject 1009', {}, { timeout: 3000 })).toBeInTheDocument();
    expect(screen.queryByText(/held/)).not.toBeInTheDocument();
    stop();
  });

  it('selects with X and shift, changes all at once, and offers one undo', async () => {
    const sent: unknown[] = [];
    server.use(
      answer('/tickets/bulk', 'post', ({ body }) => {
        sent.push(body);
        return { changed: [1001, 1002], failed: [], undo: 'token' };
      }),
    );
    const { stop } = await show();
    await userEvent.keyboard('jx{Shift>}{ArrowDown}{/Shift}');
    expect(await screen.findByText('2 selected')).toBeInTheDocument();
    await userEvent.keyboard('e');
    await waitFor(() => expect(sent).toEqual([{ numbers: [1001, 1002], changes: { status: 'resolved' } }]));
    await waitFor(() => expect(screen.queryByText('2 selected')).not.toBeInTheDocument());
    stop();
  });

  it('says what failed and offers to try again', async () => {
    server.use(answer('/tickets', 'get', () => refusal(500, { detail: 'no', request_id: 'ref-1' })));
    await renderRouted(() => (
      <InboxScreen open={null} search={{ view: 3 }} renderTicket={() => null} onSearch={() => undefined} onOpen={() => undefined} onClose={() => undefined} />
    ));
    expect(await screen.findByText('The tickets did not load')).toBeVisible();
    expect(screen.getByText('ref-1')).toBeVisible();
    server.use(answer('/tickets', 'get', () => ({ results: tickets, next: null })));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Subject 1001')).toBeInTheDocument();
  });

  it('offers to clear a filter that excludes everything', async () => {
    tickets = [];
    const onSearch = vi.fn();
    await renderRouted(() => (
      <InboxScreen open={null} search={{ view: 3, q: 'tag:none' }} renderTicket={() => null} onSearch={onSearch} onOpen={() => undefined} onClose={() => undefined} />
    ));
    await userEvent.click(await screen.findByRole('button', { name: 'Clear filter' }));
    expect(onSearch).toHaveBeenCalledWith({ view: 3, q: undefined });
  });
});
