import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '@/shared/api';
import { answer, page } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { BlockedScreen } from './blocked-screen';

const row = (over: Partial<Schemas['Blocked']> = {}): Schemas['Blocked'] => ({
  id: 7, name: 'Helen Marsh', email: 'helen@kestrel.example', is_visitor: false,
  blocked_at: '2026-03-02T09:00:00Z', blocked_by: { id: 5, name: 'Ines Duarte' }, ...over,
});

describe('The blocked senders', () => {
  it('stand with who blocked them and when, and are let in again', async () => {
    let rows = [row(), row({ id: 8, name: 'Old one', blocked_at: null, blocked_by: null })];
    server.use(
      answer('/me', 'get', () => ({ ...ME, verbs: ['customer.block'] })),
      answer('/contacts/blocked', 'get', () => page(rows)),
      answer('/contacts/{contact_id}/block', 'delete', () => {
        rows = rows.slice(1);
        return null;
      }),
    );
    await renderRouted(() => <BlockedScreen />);
    expect(await screen.findByText(/by Ines Duarte, /)).toBeInTheDocument();
    expect(screen.getByText('before this was kept')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Unblock Helen Marsh' }));
    await waitFor(() => expect(screen.queryByText('Helen Marsh')).toBeNull());
  });

  it('are shown to nobody who may not', async () => {
    server.use(answer('/me', 'get', () => ({ ...ME, verbs: [] })));
    await renderRouted(() => <BlockedScreen />);
    expect(await screen.findByText('Your role does not allow this')).toBeInTheDocument();
  });
});
