import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { colleague, invitedColleague, MANAGER_VERBS, peopleBackend, WithSearch } from '../testing/backend';
import { PeopleScreen } from './people-screen';
import { peopleSearch } from './search';

const STAFF = [
  colleague(1, 'Ines Duarte', { role: 'owner' }),
  colleague(2, 'Maya Okafor', { teams: [{ id: 1, is_lead: false }], skills: [{ id: 1, level: 2 }], languages: ['en', 'de'] }),
  colleague(3, 'Rupert Lang', { state: 'deactivated' }),
  invitedColleague(4, 'Dana Lind'),
];

async function open(name: string) {
  const rendered = await renderRouted(() => (
    <>
      <WithSearch parse={peopleSearch} render={(search, onSearch) => <PeopleScreen search={search} onSearch={onSearch} />} />
      <Toaster />
    </>
  ));
  await userEvent.click(await screen.findByRole('link', { name: new RegExp(name) }));
  await screen.findByText(/May read tickets/);
  return rendered;
}
const panel = () => within(screen.getByRole('complementary', { name: 'Person' }));
const saveButton = () => panel().getByRole('button', { name: /^Save/ });

let stop: () => void;
beforeEach(() => {
  stop = listenForShortcuts();
});
afterEach(() => stop());

describe('PersonPanel', () => {
  it('saves what was changed, in one call, and nothing else', async () => {
    const { last } = peopleBackend({ staff: STAFF });
    await open('Maya Okafor');
    expect(saveButton()).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(panel().getByRole('radio', { name: 'Supervisor' }));
    await userEvent.selectOptions(panel().getByLabelText('Sees'), 'Tickets of their teams');
    await userEvent.click(panel().getByRole('checkbox', { name: 'T1 General' }));
    await userEvent.click(panel().getByRole('checkbox', { name: 'T2 Pipelines' }));
    await userEvent.selectOptions(panel().getByLabelText('Level of Snowflake'), 'Expert');
    await userEvent.click(panel().getByRole('button', { name: 'Add a skill' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'SAML' }));
    await userEvent.clear(panel().getByLabelText('Chats'));
    await userEvent.type(panel().getByLabelText('Chats'), '5');
    await userEvent.type(panel().getByLabelText('Title'), 'Support lead');
    await userEvent.clear(panel().getByLabelText('Languages'));
    await userEvent.type(panel().getByLabelText('Languages'), 'FR; en');
    expect(panel().getByText('French, English')).toBeInTheDocument();
    await userEvent.keyboard('{Control>}s{/Control}');
    expect(await screen.findByText('Maya Okafor is saved')).toBeInTheDocument();
    expect(last('PATCH', '/staff/2')?.body).toEqual({
      role: 'supervisor',
      ticket_scope: 'teams',
      team_ids: [2],
      skills: [{ id: 1, level: 3 }, { id: 2, level: 1 }],
      capacity_chat: 5,
      title: 'Support lead',
      languages: ['fr', 'en'],
    });
    expect(saveButton()).toHaveAttribute('aria-disabled', 'true');
  });

  it.each([
    ['Chats', '51', 'A whole number from 0 to 50'],
    ['Email tickets', 'many', 'A whole number from 0 to 500'],
    ['Languages', 'German', /^Codes of two letters with commas/],
    ['Time zone', 'Mars', 'A time zone such as Europe/Berlin'],
  ])('says what is wrong with %s before it asks the server', async (label, text, fault) => {
    const { asked } = peopleBackend({ staff: STAFF });
    await open('Maya Okafor');
    await userEvent.clear(panel().getByLabelText(label));
    await userEvent.type(panel().getByLabelText(label), text);
    await userEvent.click(saveButton());
    expect(await panel().findByText(fault)).toBeInTheDocument();
    await waitFor(() => expect(panel().getByLabelText(label)).toHaveFocus());
    expect(asked).toEqual([]);
  });

  it('keeps the input and says why the server refused, at the field too', async () => {
    peopleBackend({ staff: STAFF, verbs: [...MANAGER_VERBS, 'owner.write'] });
    server.use(
      answer('/staff/{user_id}', 'patch', () =>
        refusal(409, { code: 'people.last_owner', detail: 'Ines Duarte is the only owner. Make somebody else an owner first.', errors: { role: ['Still needed.'] } }),
      ),
    );
    await open('Ines Duarte');
    await userEvent.click(panel().getByRole('radio', { name: 'Admin' }));
    await userEvent.click(saveButton());
    expect(await panel().findByText(/is the only owner\. Make somebody else an owner first/)).toBeInTheDocument();
    expect(panel().getByText('Still needed.')).toBeInTheDocument();
    expect(panel().getByRole('radio', { name: 'Admin' })).toBeChecked();
  });

  it('leaves the rights of an owner to owners', async () => {
    peopleBackend({ staff: STAFF, me: 2 });
    await open('Ines Duarte');
    expect(panel().getByRole('radio', { name: 'Agent' })).toBeDisabled();
    expect(panel().getByLabelText('Sees')).toBeDisabled();
    expect(panel().getByLabelText('Title')).toBeEnabled();
    expect(panel().getByRole('button', { name: 'Deactivate' })).toHaveAttribute('aria-disabled', 'true');
  });

  it('asks before changes are lost, also when Escape or j leads on, but not when the list is searched', async () => {
    peopleBackend({ staff: STAFF });
    const { address } = await open('Maya Okafor');
    await userEvent.type(panel().getByLabelText('Title'), 'Lead');
    await userEvent.click(screen.getByRole('radio', { name: 'All 4' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Online 0' }));
    await waitFor(() => expect(address()).toContain('show=online'));
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
    await userEvent.click(panel().getByLabelText('Title'));
    await userEvent.keyboard('{Escape}');
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Leave without saving?' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Keep editing' }));
    expect(panel().getByLabelText('Title')).toHaveValue('Lead');
    await userEvent.click(panel().getByRole('button', { name: 'Discard' }));
    expect(panel().getByLabelText('Title')).toHaveValue('');
  });

  it('says what deactivating does, does it, and takes it back', async () => {
    const { last } = peopleBackend({ staff: STAFF });
    await open('Maya Okafor');
    await userEvent.click(panel().getByRole('button', { name: 'Deactivate' }));
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Deactivate Maya Okafor?' }));
    expect(dialog.getByText(/signed out everywhere, their API tokens end for good, and their open work is handed on/)).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Keep active' })).toHaveFocus();
    await userEvent.click(dialog.getByRole('button', { name: 'Deactivate person' }));
    await waitFor(() => expect(last('PATCH', '/staff/2')?.body).toEqual({ is_active: false }));
    await userEvent.click(await panel().findByRole('button', { name: 'Reactivate' }));
    await waitFor(() => expect(last('PATCH', '/staff/2')?.body).toEqual({ is_active: true }));
    expect(await panel().findByRole('button', { name: 'Deactivate' })).toBeInTheDocument();
  });

  it('says why somebody was not deactivated', async () => {
    peopleBackend({ staff: STAFF });
    server.use(answer('/staff/{user_id}', 'patch', () => refusal(409, { detail: 'Maya Okafor is the only owner.' })));
    await open('Maya Okafor');
    await userEvent.click(panel().getByRole('button', { name: 'Deactivate' }));
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Deactivate person' }));
    expect(await panel().findByText('Maya Okafor was not deactivated. Maya Okafor is the only owner.')).toBeInTheDocument();
  });

  it('does not let anybody deactivate themselves', async () => {
    peopleBackend({ staff: STAFF, me: 2 });
    await open('Maya Okafor');
    expect(panel().getByRole('button', { name: 'Deactivate' })).toHaveAttribute('aria-disabled', 'true');
    expect(panel().getByText('You cannot deactivate yourself. Ask another admin.')).toBeInTheDocument();
  });

  it('sends an open invitation again, with the link where no mailbox can', async () => {
    peopleBackend({ staff: STAFF, link: 'https://desk.halyard.example/app/join#again' });
    await open('Dana Lind');
    expect(panel().queryByRole('button', { name: 'Deactivate' })).not.toBeInTheDocument();
    await userEvent.click(panel().getByRole('button', { name: 'Send again' }));
    expect(await panel().findByLabelText('Link for dana@halyard.example')).toHaveValue('https://desk.halyard.example/app/join#again');
  });

  it('withdraws an invitation after asking, and the person leaves the list', async () => {
    const { last } = peopleBackend({ staff: STAFF });
    await open('Dana Lind');
    await userEvent.click(panel().getByRole('button', { name: 'Withdraw' }));
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Withdraw invitation' }));
    await waitFor(() => expect(last('DELETE', '/staff/4/invitation')).toBeDefined());
    await waitFor(() => expect(screen.queryByRole('row', { name: /Dana Lind/ })).not.toBeInTheDocument());
    expect(screen.queryByRole('complementary')).not.toBeInTheDocument();
  });

  it.each([
    ['an admin', MANAGER_VERBS, false],
    ['an owner', [...MANAGER_VERBS, 'owner.write'], true],
  ])("offers %s to handle an owner's invitation only as an owner", async (_who, verbs, isOffered) => {
    peopleBackend({ staff: [...STAFF, invitedColleague(5, 'Nora Vance', { role: 'owner' })], me: 2, verbs });
    await open('Nora Vance');
    for (const name of ['Send again', 'Withdraw']) {
      expect(panel().queryAllByRole('button', { name })).toHaveLength(isOffered ? 1 : 0);
    }
    expect(panel().queryAllByText('Only an owner can send or withdraw the invitation of an owner.')).toHaveLength(isOffered ? 0 : 1);
  });
});
