import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import email from '@/features/email/ticket-slots';
import { WithSlots } from '@/features/ticket/testing/provider';
import { setOwner } from '@/shared/lib/owner-storage';
import { answer } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { Toaster } from '@/shared/ui';

import { draftKeeper } from '@/features/ticket/drafts/store';
import { outbox } from '@/features/ticket/outbox/store';
import { takenElsewhere } from '@/features/ticket/outbox/tabs';
import { serve } from '@/features/ticket/testing/backend';
import { entry, INES, ticket } from '@/features/ticket/testing/fixtures';
import { TicketScreen } from '@/features/ticket/ticket-screen';

function open() {
  const sent: unknown[] = [];
  serve(
    ticket(),
    answer('/tickets/{number}/replies', 'post', ({ body }) => {
      sent.push(body);
      return entry(995, { author: INES });
    }),
  );
  renderWithProviders(
    <WithSlots others={[email]}>
      <TicketScreen number={48213} onClose={vi.fn()} onNext={vi.fn()} onPrevious={vi.fn()} onOpenTicket={vi.fn()} />
      <Toaster />
    </WithSlots>,
  );
  return sent;
}

const box = () => screen.findByRole('textbox', { name: 'Reply' });

async function sendIt(text = 'Please try again.') {
  await screen.findByRole('group', { name: 'Recipients' });
  const field = await box();
  fireEvent.change(field, { target: { value: text } });
  fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true });
  await screen.findByText(/Sending in/);
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  outbox.drop();
});
afterEach(() => setOwner(0));

describe('undo send', () => {
  it('works with the key it names, in the emptied field', async () => {
    const sent = open();
    await sendIt();
    expect(await box()).toHaveValue('');
    expect(screen.getByRole('button', { name: /Undo/ })).toHaveTextContent(/Ctrl.*Z/);
    fireEvent.keyDown(await box(), { key: 'z', ctrlKey: true });
    await waitFor(() => expect(screen.queryByText(/Sending in/)).not.toBeInTheDocument());
    expect(await box()).toHaveValue('Please try again.');
    expect(outbox.state(48213, 'public').step).toBe('idle');
    expect(sent).toEqual([]);
  });

  it('leaves the key to the field once something new is written there', async () => {
    open();
    await sendIt();
    fireEvent.change(await box(), { target: { value: 'One more thing' } });
    fireEvent.keyDown(await box(), { key: 'z', ctrlKey: true });
    expect(outbox.state(48213, 'public').step).toBe('waiting');
    expect(await box()).toHaveValue('One more thing');
  });

  it('comes too late: it says so, and the words are not offered again', async () => {
    open();
    await sendIt();
    const undo = screen.getByRole('button', { name: /Undo/ });
    act(() => {
      outbox.sendNow(48213, 'public');
      fireEvent.click(undo);
    });
    expect(await screen.findByText('Too late to undo: it has been sent.')).toBeVisible();
    expect(await box()).toHaveValue('');
  });

  it('takes the same words out of this person’s other tab', async () => {
    open();
    await screen.findByRole('group', { name: 'Recipients' });
    fireEvent.change(await box(), { target: { value: 'Please try again.' } });
    const notice = { owner: INES.id, ticket: 48213, kind: 'public' as const, words: 'Please try again.' };
    act(() => expect(takenElsewhere({ ...notice, owner: 99 })).toBe(false));
    act(() => expect(takenElsewhere({ ...notice, words: 'Something else' })).toBe(false));
    act(() => expect(takenElsewhere(notice)).toBe(true));
    expect(draftKeeper(48213, 'public').state().body).toBe('');
    await waitFor(async () => expect(await box()).toHaveValue(''));
  });
});
