import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { setOwner } from '@/shared/lib/owner-storage';
import { answer, refusal } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { Toaster } from '@/shared/ui';

import { rewordingReducer, type RewordingState } from './model/rewording-machine';
import { serve } from './testing/backend';
import { ticket } from './testing/fixtures';
import { WithSlots } from './testing/provider';
import { TicketScreen } from './ticket-screen';

const REWORDED = { text: 'Please grant the role again.', language: '', lost: ['HLY-4012'], engine: 'builtin' };
const OFFERED = answer('/assistant/copilot', 'get', () => ({ styles: ['shorter' as const], can_translate: false }));

function open() {
  const ignored = vi.fn();
  renderWithProviders(
    <WithSlots>
      <TicketScreen number={48213} onClose={ignored} onNext={ignored} onPrevious={ignored} onSolved={ignored} onOpenTicket={ignored} />
      <Toaster />
    </WithSlots>,
  );
}

async function write(text: string) {
  fireEvent.change(await screen.findByRole('textbox', { name: 'Reply' }), { target: { value: text } });
}

async function askShorter() {
  await userEvent.click(await screen.findByRole('button', { name: 'Reword' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Shorter' }));
}

beforeEach(() => localStorage.clear());
afterEach(() => setOwner(0));

describe('Rewording', () => {
  it('shows the new text with what it lost, takes it, and gives the old one back', async () => {
    const asked: unknown[] = [];
    serve(
      ticket(),
      OFFERED,
      answer('/tickets/{number}/copilot/rewrite', 'post', ({ body }) => {
        asked.push(body);
        return REWORDED;
      }),
    );
    open();
    await write('Please grant the role HLY-4012 again, when you can.');
    await askShorter();
    expect(await screen.findByText('Please grant the role again.')).toBeVisible();
    expect(screen.getByText(/No longer in it:/)).toHaveTextContent('HLY-4012');
    expect(asked).toEqual([{ text: 'Please grant the role HLY-4012 again, when you can.', style: 'shorter' }]);
    await userEvent.click(screen.getByRole('button', { name: 'Use this text' }));
    expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveTextContent('Please grant the role again.');
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }));
    expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveTextContent('HLY-4012 again, when you can.');
  });

  it('does not overwrite what was written since', async () => {
    serve(ticket(), OFFERED, answer('/tickets/{number}/copilot/rewrite', 'post', () => REWORDED));
    open();
    await write('Please grant the role again.');
    await askShorter();
    expect(await screen.findByRole('button', { name: 'Use this text' })).toBeVisible();
    await write('Please grant the role again, today.');
    expect(screen.queryByRole('button', { name: 'Use this text' })).toBeNull();
    expect(screen.getByText('Your text has changed since.')).toBeVisible();
  });

  it('is not offered without text, and says why there is no new one', async () => {
    serve(
      ticket(),
      OFFERED,
      answer('/tickets/{number}/copilot/rewrite', 'post', () => refusal(503, { title: 'No', detail: 'No.' })),
    );
    open();
    expect(await screen.findByRole('textbox', { name: 'Reply' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Reword' })).toBeNull();
    await write('Please grant the role again.');
    await askShorter();
    expect(await screen.findByText('No new wording.')).toBeVisible();
  });

  it('lets no late answer back in', () => {
    const gone: RewordingState = { step: 'none' };
    expect(rewordingReducer(gone, { type: 'reworded', reworded: REWORDED })).toBe(gone);
    expect(rewordingReducer(gone, { type: 'fault', detail: '' })).toBe(gone);
  });
});
