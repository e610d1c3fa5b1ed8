import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { setOwner } from '@/shared/lib/owner-storage';
import { answer } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { Toaster } from '@/shared/ui';

import { ME, serve } from '../testing/backend';
import { entry, ticket } from '../testing/fixtures';
import { WithSlots } from '../testing/provider';
import { TicketScreen } from '../ticket-screen';
import type { TicketMacro } from './staged';
import { putStaged } from './store';

const FIGURES = { uses: 12, solved: 9, wrote_again: 3, people: 2 };
const NOTHING = {
  status: null, priority: null, type: null, assignee: null, assign_to_me: false, team: null, add_tags: [], remove_tags: [],
};

function macro(id: number, name: string, over: Partial<TicketMacro> = {}): TicketMacro {
  return {
    id, name, folder: 'Ask', kind: 'shared', body_html: '<p>Hi Helen,</p><p>which run?</p>', missing: [],
    actions: NOTHING, figures: FIGURES, why: null, ...over,
  };
}

const KNOWN = macro(1, 'Known bug', {
  actions: { ...NOTHING, status: 'on_hold', priority: 'P2', add_tags: ['known-bug'] },
  why: { similar: 5, solved: 4, shared: ['Exports'], examples: [48_100] },
});

function open(...macros: TicketMacro[]) {
  const sent: unknown[] = [];
  serve(
    ticket(),
    answer('/tickets/{number}/macros', 'get', () => ({ results: macros, next: null })),
    answer('/tickets/{number}/replies', 'post', ({ body }) => {
      sent.push(body);
      return entry(99, { author: { kind: 'staff', id: ME.id, name: ME.name } });
    }),
  );
  const ignored = vi.fn();
  renderWithProviders(
    <WithSlots>
      <TicketScreen number={48213} onClose={ignored} onNext={ignored} onPrevious={ignored} onSolved={ignored} onOpenTicket={ignored} />
      <Toaster />
    </WithSlots>,
  );
  return sent;
}

async function stroke() {
  await userEvent.click(await screen.findByRole('textbox', { name: 'Reply' }));
  // The field becomes the editor while one looks on.
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveAttribute('contenteditable', 'true'));
  act(() => screen.getByRole('textbox', { name: 'Reply' }).focus());
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveFocus());
  await userEvent.keyboard('/');
  return screen.findByRole('combobox', { name: 'Find a macro' });
}

beforeEach(() => {
  localStorage.clear();
  // The editor asks where its caret stands; nothing stands anywhere here.
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect = () => new DOMRect();
});
afterEach(() => {
  putStaged(48213, 'public', null);
  setOwner(0);
});

describe('Macros in the composer', () => {
  it('are found and inserted by keyboard, and what they change goes with the reply', async () => {
    const sent = open(KNOWN, macro(2, 'Ask for the run'));
    await stroke();
    expect(await screen.findByText(/Solved 4 of 5 similar tickets/)).toHaveTextContent('Exports');
    expect(screen.getByRole('option', { name: /Ask for the run/ })).toHaveTextContent('9 of 12 solved without a reply after');
    await userEvent.keyboard('known{Enter}');
    const field = await screen.findByRole('textbox', { name: 'Reply' });
    expect(field).toHaveTextContent('Hi Helen,');
    expect(field).not.toHaveTextContent('/');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveFocus());
    const strip = screen.getByRole('group', { name: 'With the macro Known bug' });
    expect(strip).toHaveTextContent('Priority P2');
    expect(strip).not.toHaveTextContent('Status');
    await userEvent.click(within(strip).getByRole('button', { name: 'Leave out: Add tags known-bug' }));
    await userEvent.click(screen.getByRole('button', { name: /Send, put on hold/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Send now' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ macro_id: 1, actions: { priority: 'P2' }, status: 'on_hold' });
    expect(screen.queryByRole('group', { name: 'With the macro Known bug' })).toBeNull();
  });

  it('come back with a reply that is taken back', async () => {
    open(KNOWN);
    await stroke();
    await screen.findByRole('option');
    await userEvent.keyboard('{Enter}');
    await userEvent.click(await screen.findByRole('button', { name: /Send, put on hold/ }));
    expect(screen.queryByRole('group', { name: 'With the macro Known bug' })).toBeNull();
    await userEvent.click(await screen.findByRole('button', { name: /^Undo/ }));
    expect(await screen.findByRole('group', { name: 'With the macro Known bug' })).toBeVisible();
  });

  it('hold a reply that still has a variable without a value', async () => {
    open(macro(3, 'Team', { body_html: '<p>Ask {{team.name}}.</p>', missing: ['team.name'] }));
    await stroke();
    await screen.findByRole('option');
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText(/No value on this ticket/)).toHaveTextContent('{{team.name}}');
    expect(screen.getByRole('button', { name: /^Send, wait/ })).toHaveAttribute('aria-disabled', 'true');
  });

  it('without a text change the ticket at once', async () => {
    const applied: unknown[] = [];
    open(macro(4, 'To the second level', { body_html: '', actions: { ...NOTHING, add_tags: ['second-level'] } }));
    serve(
      ticket(),
      answer('/tickets/{number}/macros', 'get', () => ({
        results: [macro(4, 'To the second level', { body_html: '', actions: { ...NOTHING, add_tags: ['second-level'] } })],
        next: null,
      })),
      answer('/macros/{macro_id}/apply', 'post', ({ body }) => {
        applied.push(body);
        return { changed: [48213], failed: [], undo: '7b0f5b0e-6f0e-4a57-9d55-0a1f6a3c2f11' };
      }),
    );
    await stroke();
    expect(await screen.findByText('Changes the ticket and sends nothing.')).toBeVisible();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('To the second level applied')).toBeVisible();
    expect(applied).toEqual([{ numbers: [48213] }]);
  });

  it('leave a second stroke to be written', async () => {
    open(KNOWN);
    await stroke();
    await userEvent.keyboard('/');
    await waitFor(() => expect(screen.queryByRole('combobox', { name: 'Find a macro' })).toBeNull());
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveTextContent('/'));
  });

  it('lead back to the text with Escape', async () => {
    open(KNOWN);
    await stroke();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reply' })).toHaveFocus());
  });
});
