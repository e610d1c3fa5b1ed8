import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, page } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME, ticketRow } from '@/shared/testing/tickets';
import { CustomerTickets } from './ticket-list';

const TRASHED = ticketRow(8, { is_deleted: true, trash: { at: '2026-03-02T09:00:00Z', by: 'Sue', until: '2098-04-01T09:00:00Z' } });

describe('The tickets of a customer', () => {
  it('have their trash apart, from which several come back at once', async () => {
    const asked: string[] = [];
    const changed: unknown[] = [];
    server.use(
      answer('/me', 'get', () => ({ ...ME, verbs: [...ME.verbs, 'ticket.trash'] })),
      answer('/tickets', 'get', ({ request }) => {
        const { searchParams } = new URL(request.url);
        asked.push(`${searchParams.get('company')} ${searchParams.get('q') ?? ''}`);
        return page(searchParams.get('q') ? [TRASHED] : [ticketRow(7)]);
      }),
      answer('/tickets/bulk', 'post', ({ body }) => {
        changed.push(body);
        return { changed: [8], failed: [], undo: null };
      }),
    );
    await renderRouted(() => <CustomerTickets filters={{ company: 3 }} />);
    expect(await screen.findByText('Subject 7')).toBeInTheDocument();
    expect(screen.queryByRole('checkbox')).toBeNull();
    await userEvent.click(screen.getByRole('radio', { name: 'Trash' }));
    expect(await screen.findByText(/Deleted by Sue/)).toBeInTheDocument();
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Select #8' }));
    await userEvent.click(await screen.findByRole('button', { name: /Restore/ }));
    await waitFor(() => expect(changed).toEqual([{ numbers: [8], changes: { is_deleted: false } }]));
    expect(asked.slice(0, 2)).toEqual(['3 ', '3 is:trash']);
  });
});
