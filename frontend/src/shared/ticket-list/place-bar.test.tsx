import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listenForShortcuts } from '../lib/shortcuts';
import { answer } from '../testing/answers';
import { renderWithProviders } from '../testing/render';
import { server } from '../testing/server';
import { ME, ticketRow } from '../testing/tickets';
import { BulkBar } from './bulk-bar';
import { placeOf } from './place';
import { TrashNote } from './trash-note';

const TRASHED = ticketRow(1, { is_deleted: true, trash: { at: '2026-03-02T09:00:00Z', by: 'Sue', until: '2098-04-01T09:00:00Z' } });
const SPAM = ticketRow(2, { is_spam: true });

let stop: () => void;
beforeEach(() => {
  stop = listenForShortcuts();
});
afterEach(() => stop());

function show(rows: Parameters<typeof placeOf>[0], verbs: readonly string[]) {
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs: [...verbs] })),
    answer('/users', 'get', () => ({ results: [], next: null })),
    answer('/teams', 'get', () => ({ results: [], next: null })),
  );
  const onChange = vi.fn();
  renderWithProviders(<BulkBar rows={rows as never} count={rows.length} isBusy={false} onChange={onChange} onClear={vi.fn()} />);
  return onChange;
}

describe('Chosen rows of the trash and the spam', () => {
  it('are brought back, by whoever may throw away', async () => {
    const onChange = show([TRASHED], ['ticket.trash', 'ticket.update']);
    const button = await screen.findByRole('button', { name: /Restore/ });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled', 'true'));
    await userEvent.click(button);
    expect(onChange).toHaveBeenCalledWith({ is_deleted: false });
    expect(screen.queryByRole('button', { name: /Solve/ })).toBeNull();
  });

  it('stay for others, who read why', async () => {
    const onChange = show([TRASHED], ['ticket.update']);
    await userEvent.click(await screen.findByRole('button', { name: /Restore/ }));
    expect(onChange).not.toHaveBeenCalled();
  });

  it('are no spam any more, by key too', async () => {
    const onChange = show([SPAM], ['ticket.update']);
    const button = await screen.findByRole('button', { name: /Not spam/ });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled', 'true'));
    await userEvent.keyboard('u');
    expect(onChange).toHaveBeenCalledWith({ is_spam: false });
  });

  it('are ordinary where they are of several places', () => {
    expect(placeOf([TRASHED, SPAM])).toBeNull();
    expect(placeOf([{ is_deleted: true, is_spam: true }])).toBe('trash');
    expect(placeOf([])).toBeNull();
  });

  it('say who threw them away, and how long they can come back', () => {
    const now = vi.spyOn(Date, 'now').mockReturnValue(new Date('2098-03-30T10:00:00Z').getTime());
    renderWithProviders(<TrashNote trash={TRASHED.trash} />);
    expect(screen.getByText(/2 days left · Deleted by Sue/)).toBeInTheDocument();
    now.mockRestore();
  });
});
