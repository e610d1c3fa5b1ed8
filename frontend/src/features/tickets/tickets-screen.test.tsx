import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, page } from '@/shared/testing/answers';
import { savedView, staffUser } from '@/shared/testing/directory';
import { withLayout } from '@/shared/testing/layout';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME, ticketRow } from '@/shared/testing/tickets';
import { TicketsScreen } from './tickets-screen';
import type { TicketsSearch } from './use-table-view';

withLayout();

const VIEW = savedView(4, 'At risk', { kind: 'shared', owner_id: 1, query: 'sla:soon', columns: ['company', 'sla'] });

let asked: URLSearchParams[];

beforeEach(() => {
  asked = [];
  server.use(
    answer('/me', 'get', () => ME),
    answer('/views', 'get', () => page([VIEW])),
    answer('/views/counts', 'get', () => ({ 4: 2 })),
    answer('/users', 'get', () => page([staffUser(5, 'Ines Duarte')])),
    answer('/teams', 'get', () => page([])),
    answer('/brands', 'get', () => page([])),
    answer('/tickets', 'get', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return page([ticketRow(1001), ticketRow(1002)]);
    }),
  );
});

async function show(search: TicketsSearch = {}) {
  const onSearch = vi.fn();
  await renderRouted(() => <TicketsScreen search={search} onSearch={onSearch} />);
  await screen.findByText('Subject 1001');
  return onSearch;
}

describe('TicketsScreen', () => {
  it('asks for open tickets first, and counts the rows for readers', async () => {
    await show();
    expect(asked[0]?.get('q')).toBe('is:open');
    expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '3');
  });

  it('shows the columns, query and sort of a view', async () => {
    await show({ view: 4 });
    await waitFor(() => expect(asked.at(-1)?.get('q')).toBe('sla:soon'));
    expect(asked.at(-1)?.get('sort')).toBe('due');
    expect(await screen.findByRole('columnheader', { name: 'Next due' })).toHaveAttribute('aria-sort', 'ascending');
    expect(screen.queryByRole('columnheader', { name: 'Segment' })).not.toBeInTheDocument();
  });

  it('takes a token out of the query', async () => {
    const onSearch = await show({ q: 'status:open tag:billing' });
    await userEvent.click(screen.getByRole('button', { name: 'Remove tag:billing' }));
    expect(onSearch).toHaveBeenCalledWith({ q: 'status:open' });
  });

  it('sorts by a column', async () => {
    const onSearch = await show({ q: 'is:open' });
    await userEvent.click(screen.getByRole('button', { name: 'Priority' }));
    expect(onSearch).toHaveBeenCalledWith({ q: 'is:open', sort: 'priority' });
  });

  it('offers to save a view that was changed, and writes it', async () => {
    const saved: unknown[] = [];
    server.use(
      answer('/views/{view_id}', 'patch', ({ body }) => {
        saved.push(body);
        return VIEW;
      }),
    );
    server.use(answer('/me', 'get', () => ({ ...ME, verbs: [...ME.verbs, 'view.shared'] })));
    await show({ view: 4, q: 'sla:soon tag:a' });
    await userEvent.click(await screen.findByRole('button', { name: 'Save view' }));
    await waitFor(() => expect(saved).toEqual([{ query: 'sla:soon tag:a', sort: 'due', columns: ['company', 'sla'] }]));
  });

  it('changes a selection at once and tells which tickets refused', async () => {
    const stop = listenForShortcuts();
    server.use(
      answer('/tickets/bulk', 'post', () =>
        ({ changed: [1001], failed: [{ number: 1002, detail: 'Root cause is required.', code: 'tickets.field_required' }], undo: 'token' }),
      ),
    );
    await show();
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all 2' }));
    expect(await screen.findByText('2 selected')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Solve/ }));
    await waitFor(() => expect(screen.queryByText('2 selected')).not.toBeInTheDocument());
    stop();
  });

  it('lets a row go that was changed out of the list, also while the list is read', async () => {
    let rows = [ticketRow(1001), ticketRow(1002)];
    server.use(
      answer('/tickets', 'get', () => page(rows)),
      answer('/tickets/bulk', 'post', () => {
        rows = rows.slice(1);
        return { changed: [1001], failed: [], undo: 'token' };
      }),
    );
    await show();
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Select 1001' }));
    await userEvent.click(await screen.findByRole('button', { name: /Solve/ }));
    await waitFor(() => expect(screen.queryByText('Subject 1001')).not.toBeInTheDocument());
    expect(screen.getByText('Subject 1002')).toBeInTheDocument();
  });
});
