import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, page } from '@/shared/testing/answers';

import { ME, serve } from '../testing/backend';
import { INES, MAYA, ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import { Followers } from './followers';

let stop: () => void;
beforeEach(() => {
  stop = listenForShortcuts();
});
afterEach(() => stop());

function open(names: { id: number; name: string }[], over: Partial<ReturnType<typeof ticket>> = {}) {
  const changed: string[] = [];
  let people = names;
  const shown = () => ({ results: people, next: null, is_mine: people.some(({ id }) => id === ME.id) });
  const detail = ticket(over);
  serve(
    detail,
    answer('/tickets/{number}/followers', 'get', shown),
    answer('/tickets/{number}/followers/{user_id}', 'put', ({ params }) => {
      changed.push(`+${params['user_id'] ?? ''}`);
      people = [...people, { id: Number(params['user_id']), name: MAYA.name }];
      return shown();
    }),
    answer('/tickets/{number}/followers/{user_id}', 'delete', ({ params }) => {
      changed.push(`-${params['user_id'] ?? ''}`);
      people = people.filter(({ id }) => id !== Number(params['user_id']));
      return shown();
    }),
    answer('/tickets/{number}/mentionable', 'get', () => page([{ id: MAYA.id, name: MAYA.name }])),
  );
  renderInTicket(<Followers />, detail, { me: ME });
  return changed;
}

describe('The followers of a ticket', () => {
  it('are chosen by keyboard among those who may see it', async () => {
    const changed = open([]);
    expect(await screen.findByText('Nobody follows it.')).toBeInTheDocument();
    await userEvent.keyboard('{Shift>}W{/Shift}');
    expect(await screen.findByRole('option', { name: MAYA.name })).toBeInTheDocument();
    await userEvent.keyboard(`${MAYA.name.slice(0, 4)}{Enter}`);
    await waitFor(() => expect(changed).toEqual([`+${MAYA.id}`]));
    const list = await screen.findByRole('list', { name: 'Followers' });
    expect(within(list).getByText(MAYA.name)).toBeInTheDocument();
  });

  it('are taken off', async () => {
    const changed = open([{ id: MAYA.id, name: MAYA.name }, { id: INES.id, name: INES.name }]);
    await userEvent.click(await screen.findByRole('button', { name: `${MAYA.name} follows no longer` }));
    await waitFor(() => expect(changed).toEqual([`-${MAYA.id}`]));
    await waitFor(() => expect(screen.queryByText(MAYA.name)).toBeNull());
  });

  it('take only themselves off where they may not change the ticket', async () => {
    open([{ id: MAYA.id, name: MAYA.name }, { id: ME.id, name: ME.name }], { permissions: { ...ticket().permissions, update: false } });
    expect(await screen.findByRole('button', { name: `${ME.name} follows no longer` })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: `${MAYA.name} follows no longer` })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Choose followers' })).toBeNull();
  });
});
