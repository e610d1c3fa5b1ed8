import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, page, refusal } from '@/shared/testing/answers';
import { team } from '@/shared/testing/directory';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { routingBackend } from '../testing/backend';
import type { LoadPerson, TeamLoad } from './api';
import { LoadScreen } from './load-screen';

const person = (id: number, name: string, given: Partial<LoadPerson> = {}): LoadPerson => ({
  id,
  name,
  presence: 'online',
  team_ids: [2],
  skills: {},
  load: { chat: 0, email: 1 },
  capacity: { chat: 3, email: 8 },
  not_now: null,
  tickets: [],
  ...given,
});
const ticket = (number: number, subject: string) =>
  ({ number, version: 4, subject, priority: 'P2', channel: 'email', tier: 'T2', team: { id: 2, name: 'Pipelines' }, next_due_at: null }) as const;
const LOAD: TeamLoad = {
  is_dormant: false,
  people: [
    person(5, 'Ines Duarte', { tickets: [ticket(48191, 'Held by Ines')] }),
    person(6, 'Omar Diaz', { not_now: { text: 'absent until Mon 9 Mar, 09:00', message: null } }),
  ],
  waiting: [{ ...ticket(48190, 'Nobody took it'), since: '2026-03-02T09:00:00Z', reasons: [{ label: 'Omar Diaz', detail: 'absent until Mon 9 Mar, 09:00', message: null }] }],
};

async function show({ verbs = ['ticket.assign_others'], isTaken = false, also = [] as Parameters<typeof server.use> } = {}) {
  routingBackend({ verbs });
  const asked: { number: string | undefined; body: unknown; ifMatch: string | null }[] = [];
  server.use(
    answer('/routing/load', 'get', () => LOAD),
    answer('/tickets/{number}', 'patch', ({ params, body, request }) => {
      asked.push({ number: params.number, body, ifMatch: request.headers.get('If-Match') });
      return isTaken ? refusal(412, { detail: 'Changed.' }) : ({ version: 5 } as never);
    }),
    ...also,
  );
  await renderRouted(() => (
    <>
      <LoadScreen />
      <Toaster />
    </>
  ));
  return asked;
}
async function giveTo(number: number, name: string): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: `Give to… #${number}` }));
  await userEvent.click(await screen.findByRole('menuitem', { name }));
}

describe('LoadScreen', () => {
  it('shows load, presence and why nobody took what waits', async () => {
    await show();
    const waiting = within(await screen.findByRole('region', { name: 'Nobody has' }));
    expect(waiting.getByText('Nobody took it')).toBeVisible();
    expect(waiting.getByText('Omar Diaz: absent until Mon 9 Mar, 09:00')).toBeInTheDocument();
    const people = within(screen.getByRole('region', { name: 'People' }));
    expect(people.getByText('not now: absent until Mon 9 Mar, 09:00')).toBeVisible();
    expect(people.getAllByText('Email 1 of 8')).toHaveLength(2);
    expect(within(screen.getByRole('list', { name: 'Waiting, by tier and team' })).getByText('T2 · Pipelines')).toBeVisible();
  });

  it('gives a ticket by keyboard as it was seen, takes it back, and keeps the focus', async () => {
    const asked = await show();
    await giveTo(48190, 'Ines Duarte');
    expect(await screen.findByText('#48190 is with Ines Duarte', { selector: '.toasts *' })).toBeVisible();
    expect(document.activeElement).not.toBe(document.body);
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }));
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked).toEqual([
      { number: '48190', body: { assignee: 5 }, ifMatch: '"v4"' },
      { number: '48190', body: { assignee: null }, ifMatch: '"v5"' },
    ]);
  });

  it('gives nothing while somebody still chooses by arrow, and says who cannot take it now', async () => {
    const asked = await show();
    const opener = await screen.findByRole('button', { name: 'Give to… #48190' });
    opener.focus();
    await userEvent.keyboard('{Enter}{ArrowDown}');
    const omar = await screen.findByRole('menuitem', { name: /^Omar Diaz/ });
    expect(omar).toHaveFocus();
    expect(omar).toHaveTextContent('not now: absent until Mon 9 Mar, 09:00');
    await userEvent.keyboard('{Escape}');
    expect(opener).toHaveFocus();
    expect(asked).toEqual([]);
  });

  it('moves a held ticket by dragging it onto somebody', async () => {
    const asked = await show();
    await userEvent.click(await screen.findByRole('button', { name: '1 ticket of Ines Duarte' }));
    const line = screen.getByText('Held by Ines').closest('li') as HTMLElement;
    const target = screen.getByText('Omar Diaz', { selector: 'b' }).closest('li') as HTMLElement;
    const dataTransfer = { setData: () => undefined, types: ['application/x-candor-ticket'], effectAllowed: '' };
    for (const [event, node] of [
      [createEvent.dragStart(line), line],
      [createEvent.dragOver(target), target],
      [createEvent.drop(target), target],
    ] as const) {
      Object.defineProperty(event, 'dataTransfer', { value: dataTransfer });
      fireEvent(node, event);
    }
    await waitFor(() => expect(asked).toEqual([{ number: '48191', body: { assignee: 6 }, ifMatch: '"v4"' }]));
  });

  it('says that somebody was faster', async () => {
    await show({ isTaken: true });
    await giveTo(48190, 'Ines Duarte');
    expect(await screen.findByText(/Somebody changed it meanwhile/)).toBeVisible();
  });

  it('lends somebody to another team until a time ahead, and brings them back', async () => {
    const asked: unknown[] = [];
    const lent = new Date(Date.now() + 86_400_000).toISOString();
    const member = { id: 5, name: 'Ines Duarte', is_lead: false };
    let until: string | null = null;
    const teams = () => [
      team(2, 'Pipelines', { members: [{ ...member, lent_until: null }] }),
      team(3, 'Billing', { members: until ? [{ ...member, lent_until: until }] : [] }),
    ];
    const also = [
      answer('/teams', 'get', () => page(teams())),
      answer('/teams/{team_id}/loans/{user_id}', 'put', ({ params, body }) => {
        asked.push([params.team_id, params.user_id, Date.parse(body.until) > Date.now()]);
        until = lent;
        return teams()[1] as never;
      }),
      answer('/teams/{team_id}/loans/{user_id}', 'delete', ({ params }) => {
        asked.push([params.team_id, params.user_id]);
        until = null;
        return null;
      }),
    ];
    await show({ also });
    const opener = await screen.findByRole('button', { name: 'Lend Ines Duarte' });
    opener.focus();
    await userEvent.keyboard('{Enter}');
    const dialog = within(await screen.findByRole('dialog', { name: 'Lend Ines Duarte to another team' }));
    expect(within(dialog.getByLabelText('Team')).getAllByRole('option').map((one) => one.textContent)).toEqual(['Billing']);
    fireEvent.change(dialog.getByLabelText('Until'), { target: { value: '2020-01-01T18:00' } });
    await userEvent.click(dialog.getByRole('button', { name: 'Lend' }));
    expect(dialog.getByText('Choose a time that lies ahead.')).toBeVisible();
    expect(asked).toEqual([]);
    fireEvent.change(dialog.getByLabelText('Until'), { target: { value: '2098-01-01T18:00' } });
    await userEvent.click(dialog.getByRole('button', { name: 'Lend' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(opener).toHaveFocus();
    await userEvent.click(opener);
    await userEvent.click(await screen.findByRole('button', { name: 'Bring back Billing' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Bring back Billing' })).toBeNull());
    expect(asked).toEqual([['3', '5', true], ['3', '5']]);
    expect(screen.getByRole('dialog')).toContainElement(document.activeElement as HTMLElement);
  });

  it('shows nothing to who may not give work to others', async () => {
    await show({ verbs: ['routing.write'] });
    expect(await screen.findByText('You cannot give work to others')).toBeVisible();
  });
});
