import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { onAnnouncement, Toaster } from '@/shared/ui';
import { colleague, invitedColleague, peopleBackend, WithSearch } from '../testing/backend';
import { addressesIn } from './addresses';
import { PeopleScreen } from './people-screen';
import { peopleSearch } from './search';

const STAFF = [
  colleague(1, 'Maya Okafor'),
  colleague(2, 'Rupert Lang', { state: 'deactivated' }),
  invitedColleague(3, 'Dana Lind'),
];
const INVITE = '/staff/invitations';

async function open() {
  const rendered = await renderRouted(() => (
    <>
      <WithSearch parse={peopleSearch} render={(search, onSearch) => <PeopleScreen search={search} onSearch={onSearch} />} />
      <Toaster />
    </>
  ));
  await screen.findByRole('row', { name: /Maya Okafor/ });
  await userEvent.click(screen.getByRole('button', { name: /Invite people/ }));
  await screen.findByRole('complementary', { name: 'Invite people' });
  await screen.findByText(/May read tickets/);
  return rendered;
}
const field = () => screen.getByLabelText('Email addresses');
const sendButton = () => screen.getByRole('button', { name: /^Send / });
const chips = () => within(screen.getByRole('list', { name: 'Addresses to invite' })).getAllByRole('listitem').map((chip) => chip.textContent);

let stop: () => void;
beforeEach(() => {
  stop = listenForShortcuts();
});
afterEach(() => stop());

describe('addressesIn', () => {
  it.each([
    ['rosa@a.example', ['rosa@a.example']],
    ['rosa@a.example, kofi@a.example;lee@a.example', ['rosa@a.example', 'kofi@a.example', 'lee@a.example']],
    ['rosa@a.example\r\nkofi@a.example\n\n', ['rosa@a.example', 'kofi@a.example']],
    ['"Lindt, Rosa" <Rosa@A.example>, Kofi Mensah <kofi@a.example>', ['rosa@a.example', 'kofi@a.example']],
    [' \n ', []],
  ])('reads %j', (text, found) => expect(addressesIn(text)).toEqual(found));
});

describe('InvitePanel', () => {
  it('begins in the field, takes what is typed and pasted, and lets go of it again', async () => {
    peopleBackend({ staff: STAFF });
    const { address } = await open();
    expect(address()).toContain('panel=invite');
    expect(field()).toHaveFocus();
    await userEvent.keyboard('rosa@halyard.example,');
    await userEvent.paste('kofi@halyard.example\nRosa@halyard.example; lee@halyard.example');
    expect(chips()).toEqual(['rosa@halyard.example', 'kofi@halyard.example', 'lee@halyard.example']);
    expect(sendButton()).toHaveTextContent('Send 3 invitations');
    await userEvent.click(screen.getByRole('button', { name: 'Remove kofi@halyard.example' }));
    expect(field()).toHaveFocus();
    await userEvent.keyboard('{Backspace}');
    expect(chips()).toEqual(['rosa@halyard.example']);
    expect(sendButton()).toHaveTextContent('Send 1 invitation');
  });

  it('says before sending who is here, who was, who is invited, and what is no address', async () => {
    const { asked } = peopleBackend({ staff: STAFF });
    await open();
    await userEvent.paste('MAYA@halyard.example, rupert@halyard.example, dana@halyard.example, nobody');
    expect(screen.getByText('maya@halyard.example is Maya Okafor, who is here already. Left out.')).toBeInTheDocument();
    expect(screen.getByText(/^rupert@halyard.example is Rupert Lang, who was deactivated/)).toBeInTheDocument();
    expect(screen.getByText(/^dana@halyard.example is invited already and gets a new link/)).toBeInTheDocument();
    expect(screen.getByText('nobody is not an email address. Correct or remove it.')).toBeInTheDocument();
    expect(sendButton()).toHaveAttribute('aria-disabled', 'true');
    const told: string[] = [];
    const forget = onAnnouncement((text) => told.push(text));
    await userEvent.click(sendButton());
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    forget();
    expect(told).toEqual(['Correct or remove what is not an address', 'Correct or remove what is not an address']);
    expect(asked).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Remove nobody' }));
    expect(sendButton()).toHaveTextContent('Send 1 invitation');
    expect(sendButton()).not.toHaveAttribute('aria-disabled');
  });

  it('sends role, sight and teams, and tells what became of each', async () => {
    const { last } = peopleBackend({ staff: STAFF });
    await open();
    await userEvent.paste('rosa@halyard.example, maya@halyard.example');
    await userEvent.click(screen.getByRole('radio', { name: 'Supervisor' }));
    await userEvent.selectOptions(screen.getByLabelText('Sees'), 'Tickets of their teams');
    await userEvent.click(screen.getByRole('checkbox', { name: 'T2 Pipelines' }));
    await userEvent.click(sendButton());
    expect(await screen.findByText('1 person is invited')).toHaveFocus();
    expect(last('POST', INVITE)?.body).toEqual({
      emails: ['rosa@halyard.example', 'maya@halyard.example'],
      role: 'supervisor',
      ticket_scope: 'teams',
      team_ids: [2],
    });
    expect(screen.getByText('The invitation is on its way.')).toBeInTheDocument();
    expect(screen.getByText('Is here already. Left out.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('complementary')).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByRole('button', { name: /Invite people/ })).toHaveFocus());
  });

  it('gives the link to pass on where no mailbox can send', async () => {
    peopleBackend({ staff: STAFF, link: 'https://desk.halyard.example/app/join#secret' });
    await open();
    await userEvent.paste('rosa@halyard.example,');
    await userEvent.click(sendButton());
    expect(await screen.findByLabelText('Link for rosa@halyard.example')).toHaveValue('https://desk.halyard.example/app/join#secret');
    expect(screen.getByText(/^No mailbox can send yet/)).toBeInTheDocument();
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeInTheDocument();
    expect(await navigator.clipboard.readText()).toBe('https://desk.halyard.example/app/join#secret');
  });

  it('keeps everything when the server refuses, with its reason', async () => {
    peopleBackend({ staff: STAFF });
    server.use(answer(INVITE, 'post', () => refusal(422, { detail: 'Some of these teams do not exist.', errors: { team_ids: ['Unknown: [2].'] } })));
    await open();
    await userEvent.paste('rosa@halyard.example,');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText(/Some of these teams do not exist/)).toBeInTheDocument();
    expect(screen.getByText('Unknown: [2].')).toBeInTheDocument();
    expect(chips()).toEqual(['rosa@halyard.example']);
  });

  it('asks before addresses are lost', async () => {
    peopleBackend({ staff: STAFF });
    await open();
    await userEvent.paste('rosa@halyard.example,');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Leave without saving?' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Keep editing' }));
    expect(chips()).toEqual(['rosa@halyard.example']);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(screen.queryByRole('complementary')).not.toBeInTheDocument());
  });

  it('says of each role what it adds, also a verb that has no words yet', async () => {
    peopleBackend({ staff: STAFF });
    await open();
    const says = (role: string) => screen.getByRole('radio', { name: role }).getAttribute('aria-describedby') ?? '';
    const text = (role: string) => document.getElementById(says(role))?.textContent?.trim();
    expect(text('Read only')).toBe('May read tickets.');
    expect(text('Agent')).toBe('May do all that “Light agent” may, and reply to customers.');
    expect(text('Supervisor')).toBe('May do all that “Agent” may, and report.print.');
    expect(text('Owner')).toContain('Only an owner gives this role or takes it away.');
    expect(screen.getByRole('radio', { name: 'Owner' })).toBeDisabled();
  });
});
