import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { answer } from '@/shared/testing/answers';
import type { Schemas } from '@/shared/api';
import { Toaster } from '@/shared/ui';

import { ME, serve } from '../testing/backend';
import { ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import { HeaderMenu } from './header-menu';

const SENDER: Schemas['Sender'] = {
  contact: { id: 7, name: 'Helen Marsh', email: 'helen@kestrel.example', is_visitor: false, blocked_at: null, blocked_by: null },
  is_blocked: false,
  addresses: ['helen@kestrel.example'],
  refusal: null,
  others: 2,
};

async function open(sender: Schemas['Sender'] = SENDER, verbs: readonly string[] = ['customer.block']) {
  const blocked: unknown[] = [];
  const unblocked: string[] = [];
  const detail = ticket();
  serve(
    detail,
    answer('/tickets/{number}/sender', 'get', () => sender),
    answer('/tickets/{number}/sender/block', 'post', ({ body }) => {
      blocked.push(body);
      return { ...sender, is_blocked: true };
    }),
    answer('/contacts/{contact_id}/block', 'delete', ({ request }) => {
      unblocked.push(new URL(request.url).pathname);
      return null;
    }),
  );
  renderInTicket(
    <>
      <HeaderMenu onSolve={null} />
      <Toaster />
    </>,
    detail,
    { me: { ...ME, verbs: [...verbs] } },
  );
  await userEvent.click(screen.getByRole('button', { name: 'More actions' }));
  return { blocked, unblocked };
}

describe('Blocking a sender', () => {
  it('says what it does, does it, and can be undone', async () => {
    const { blocked, unblocked } = await open();
    await userEvent.click(await screen.findByRole('menuitem', { name: /Block this sender/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Block Helen Marsh' }));
    expect(await dialog.findByText(/Mail from helen@kestrel.example waits among the suspended/)).toBeInTheDocument();
    expect(dialog.getByText(/2 other open tickets/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Block' }));
    await waitFor(() => expect(blocked).toEqual([{ marks_spam: true }]));
    expect(await screen.findByText('Helen Marsh is blocked')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }));
    await waitFor(() => expect(unblocked).toEqual(['/api/v1/contacts/7/block']));
  });

  it('says why a colleague stays', async () => {
    const { blocked } = await open({ ...SENDER, refusal: { reason: 'colleague', message: 'server' } });
    await userEvent.click(await screen.findByRole('menuitem', { name: /Block this sender/ }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByRole('status')).toHaveTextContent('one of your colleagues');
    await userEvent.click(dialog.getByRole('button', { name: 'Block' }));
    expect(blocked).toEqual([]);
  });

  it('is offered to nobody who may not', async () => {
    await open(SENDER, []);
    expect(await screen.findByRole('menuitem', { name: /Mark as spam/ })).toBeInTheDocument();
    expect(screen.queryByRole('menuitem', { name: /Block/ })).toBeNull();
  });
});
