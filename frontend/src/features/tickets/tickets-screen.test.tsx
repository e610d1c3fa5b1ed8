import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { withLayout } from '@/shared/testing/layout';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME, ticketRow } from '@/shared/testing/tickets';
import { TicketsScreen, type TicketsSearch } from './tickets-screen';

withLayout();

const VIEW = { id: 4, name: 'At risk', kind: 'shared', team_id: null, owner_id: 1, query: 'sla:soon', sort: 'due', columns: ['company', 'sla'], position: 0 };

let asked: URLSearchParams[];

beforeEach(() => {
  asked = [];
  const page = (results: unknown[]) => HttpResponse.json({ results, next: null });
  server.use(
    http.get('/api/v1/me', () => HttpResponse.json(ME)),
    http.get('/api/v1/views', () => page([VIEW])),
    http.get('/api/v1/views/counts', () => HttpResponse.json({ 4: 2 })),
    http.get('/api/v1/users', () => page([{ id: 5, name: 'Ines Duarte', email: '', role: 'agent', presence: 'online' }])),
    http.get('/api/v1/teams', () => page([])),
    http.get('/api/v1/brands', () => page([])),
    http.get('/api/v1/tickets', ({ request }) => {
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
      http.patch('/api/v1/views/4', async ({ request }) => {
        saved.push(await request.json());
        return HttpResponse.json(VIEW);
      }),
    );
    server.use(http.get('/api/v1/me', () => HttpResponse.json({ ...ME, verbs: [...ME.verbs, 'view.shared'] })));
    await show({ view: 4, q: 'sla:soon tag:a' });
    await userEvent.click(await screen.findByRole('button', { name: 'Save view' }));
    await waitFor(() => expect(saved).toEqual([{ query: 'sla:soon tag:a', sort: 'due', columns: ['company', 'sla'] }]));
  });

  it('changes a selection at once and tells which tickets refused', async () => {
    const stop = listenForShortcuts();
    server.use(
      http.post('/api/v1/tickets/bulk', () =>
        HttpResponse.json({ changed: [1001], failed: [{ number: 1002, detail: 'Root cause is required.' }], undo: 'token' }),
      ),
    );
    await show();
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all 2' }));
    expect(await screen.findByText('2 selected')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Solve/ }));
    await waitFor(() => expect(screen.queryByText('2 selected')).not.toBeInTheDocument());
    stop();
  });
});
