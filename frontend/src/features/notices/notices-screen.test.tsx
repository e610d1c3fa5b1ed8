import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '@/shared/api';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer } from '@/shared/testing/answers';
import type { ServerMessage } from '@/shared/realtime/protocol';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { ChoicesScreen } from './choices-screen';
import { NoticesScreen } from './notices-screen';
import { useNotices } from './use-notices';

const notice = (id: number, fields: Partial<Notice> = {}): Notice => ({
  id,
  kind: 'mention',
  number: 1000 + id,
  article_id: null,
  subject: `Ticket ${id}`,
  entry_id: null,
  by: 'Ines Weber',
  text: 'please look',
  message: null,
  count: 1,
  at: `2026-03-02T09:0${id}:00Z`,
  read_at: null,
  ...fields,
});

let rows: Notice[];
let sent: unknown[];
let stop: () => void;

afterEach(() => stop());

beforeEach(() => {
  stop = listenForShortcuts();
  sent = [];
  rows = [notice(3), notice(2, { kind: 'escalated', by: '', text: 'First reply is late', count: 4 }), notice(1, { kind: 'assigned' })];
  const page = () => ({ results: rows, next: null, unread: rows.filter((row) => row.read_at === null).length });
  server.use(
    answer('/notices', 'get', () => page()),
    answer('/notices/read', 'post', ({ body }) => {
      sent.push(body);
      const ids = 'ids' in body && body.ids ? body.ids : rows.map((row) => row.id);
      rows = rows.filter((row) => !ids.includes(row.id));
      return { changed: ids.length, unread: rows.length };
    }),
  );
});

const list = () => renderRouted(() => <NoticesScreen search={{}} onSearch={() => undefined} />);
const focused = () => document.activeElement?.getAttribute('data-notice');

describe('notices', () => {
  it('tells who did what on which ticket, and how often', async () => {
    await list();
    const items = within(await screen.findByRole('list', { name: 'Notifications' })).getAllByRole('listitem');
    expect(items).toHaveLength(3);
    expect(items[0]).toHaveTextContent(/Ines Weber mentioned you.*#1003 Ticket 3.*please look/s);
    expect(items[1]).toHaveTextContent(/Escalated to you.*4 times.*First reply is late/s);
    expect(items[2]).toHaveTextContent('Ines Weber assigned you a ticket');
  });

  it('walks with J and K, puts away with E, and goes on to the next', async () => {
    await list();
    await screen.findByText('#1003');
    await userEvent.keyboard('j');
    await waitFor(() => expect(focused()).toBe('3'));
    await userEvent.keyboard('e');
    await waitFor(() => expect(focused()).toBe('2'));
    await waitFor(() => expect(screen.queryByText('#1003')).toBeNull());
    expect(sent).toEqual([{ ids: [3] }]);
    expect(focused()).toBe('2');
  });

  it('puts all away up to the newest that was shown, and keeps the focus in the screen', async () => {
    await list();
    await screen.findByText('#1003');
    await userEvent.click(screen.getByRole('button', { name: 'Mark all as read' }));
    await screen.findByText('All read');
    expect(sent).toEqual([{ until: '2026-03-02T09:03:00Z' }]);
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Notifications' }));
  });

  it('keeps the focus when the last one leaves', async () => {
    rows = [notice(1)];
    await list();
    await userEvent.click(await screen.findByRole('button', { name: 'Mark the notification on #1001 as read' }));
    await screen.findByText('All read');
    expect(document.activeElement).not.toBe(document.body);
  });
});

describe('a mention', () => {
  function Bell() {
    useNotices(7, null);
    return <Toaster />;
  }

  it('is said by its notice, so that who does not want to hear of mentions hears nothing', async () => {
    const { sockets } = await renderRouted(() => <Bell />);
    const socket = sockets[sockets.length - 1];
    const told = (id: number, name: string, data: object) =>
      act(() => socket?.deliver({ type: 'event', id, topic: 'user:7', name, data } as ServerMessage));
    told(11, 'tickets.mentioned', { mention: { by: 'Ines Weber', number: 1009, subject: 'Ticket 9' } });
    expect(screen.queryByText(/mentioned you/)).toBeNull();
    told(12, 'notices.raised', { notice: notice(8), unread: 1 });
    expect(await screen.findByText('Ines Weber mentioned you in #1008 Ticket 8', { selector: '.toasts *' })).toBeVisible();
  });
});

describe('choices', () => {
  const CHOICES = {
    kinds: [
      { kind: 'mention' as const, is_shown: true, mail: 'away' as const },
      { kind: 'message' as const, is_shown: false, mail: 'never' as const },
    ],
    quiet_begins: null,
    quiet_ends: null,
    digest_at: '08:00',
    timezone: 'Europe/Berlin',
  };

  it('hold at once, and are sent whole', async () => {
    const put: unknown[] = [];
    server.use(
      answer('/notices/choices', 'get', () => CHOICES),
      answer('/notices/choices', 'put', ({ body }) => {
        put.push(body);
        return { ...CHOICES, ...(body as object) };
      }),
    );
    await renderRouted(() => <ChoicesScreen />);
    await userEvent.click(await screen.findByRole('checkbox', { name: /^A customer replies/ }));
    await waitFor(() => expect(put).toHaveLength(1));
    expect(put[0]).toMatchObject({ kinds: [{ kind: 'mention' }, { kind: 'message', is_shown: true }], digest_at: '08:00' });
    await userEvent.click(screen.getByRole('checkbox', { name: /Hold email/ }));
    expect(await screen.findByLabelText('From')).toHaveValue('20:00');
    await waitFor(() => expect(put[1]).toMatchObject({ quiet_begins: '20:00', quiet_ends: '07:30' }));
  });

  it('say what cannot be stored, and keep what was', async () => {
    const put: unknown[] = [];
    server.use(
      answer('/notices/choices', 'get', () => ({ ...CHOICES, quiet_begins: '20:00', quiet_ends: '07:30' })),
      answer('/notices/choices', 'put', ({ body }) => {
        put.push(body);
        return { ...CHOICES, ...(body as object) };
      }),
    );
    await renderRouted(() => <ChoicesScreen />);
    const from = await screen.findByLabelText('From');
    fireEvent.blur(from, { target: { value: '' } });
    expect(await screen.findByText('Choose a time.')).toBeVisible();
    fireEvent.blur(from, { target: { value: '07:30' } });
    expect(await screen.findByText('Beginning and end must differ.')).toBeVisible();
    fireEvent.blur(screen.getByLabelText('Daily email at'), { target: { value: '' } });
    expect(await screen.findByText('Choose a time.')).toBeVisible();
    expect(put).toEqual([]);
    fireEvent.blur(from, { target: { value: '21:00' } });
    await waitFor(() => expect(put).toMatchObject([{ quiet_begins: '21:00', quiet_ends: '07:30' }]));
  });

  it('hold in the order in which they were made', async () => {
    const put: { kinds: { is_shown: boolean }[] }[] = [];
    const held: (() => void)[] = [];
    server.use(
      answer('/notices/choices', 'get', () => CHOICES),
      answer('/notices/choices', 'put', async ({ body }) => {
        put.push(body);
        if (put.length === 1) await new Promise<void>((resolve) => held.push(resolve));
        return { ...CHOICES, ...(body as object) };
      }),
    );
    await renderRouted(() => <ChoicesScreen />);
    const replies = await screen.findByRole('checkbox', { name: /^A customer replies/ });
    await userEvent.click(replies);
    await waitFor(() => expect(put).toHaveLength(1));
    await userEvent.click(screen.getByRole('checkbox', { name: /^Someone mentions/ }));
    expect(put).toHaveLength(1);
    held.forEach((release) => release());
    await waitFor(() => expect(put.map(({ kinds }) => kinds.map((one) => one.is_shown))).toEqual([[true, true], [false, true]]));
    expect(screen.getByRole('checkbox', { name: /^Someone mentions/ })).not.toBeChecked();
    expect(replies).toBeChecked();
  });
});
