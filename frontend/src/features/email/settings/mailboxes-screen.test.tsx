import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, noAnswer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { emailBackend, mailbox } from '../testing/backend';
import { leaveFor } from './leave';
import { MailboxesScreen } from './mailboxes-screen';

vi.mock('./leave', () => ({ leaveFor: vi.fn() }));
const show = () =>
  renderRouted(() => (
    <>
      <MailboxesScreen />
      <Toaster />
    </>
  ));
const ok = mailbox(1).health;

beforeEach(() => vi.mocked(leaveFor).mockReset());

describe('MailboxesScreen', () => {
  it('says in words how each mailbox fares and what is open', async () => {
    emailBackend({
      mailboxes: [
        mailbox(1, { health: { ...ok, waiting: 2, suspended: 1 } }),
        mailbox(2, { health: { ...ok, state: 'failing', failing_since: '2020-02-03T08:00:00Z', detail: 'The server does not answer.' } }),
        mailbox(3, { health: { ...ok, state: 'quiet', last_mail_at: null } }),
        mailbox(4, { is_active: false, health: { ...ok, state: 'failing' } }),
      ],
    });
    await show();
    const row = async (address: string) => within(await screen.findByRole<HTMLElement>('row', { name: new RegExp(address) }));
    const first = await row('support1');
    expect(first.getByText('Working')).toBeInTheDocument();
    expect(first.getByRole('link', { name: '2 waiting' })).toHaveAttribute('href', '/settings/email/log?mailbox=1&state=fetched');
    expect(first.getByRole('link', { name: '1 suspended' })).toHaveAttribute('href', '/settings/email/suspended?mailbox=1');
    const second = await row('support2');
    expect(second.getByText(/^Failing since Feb 3, 2020/)).toBeInTheDocument();
    expect(second.getByText('The server does not answer.')).toBeInTheDocument();
    expect((await row('support3')).getByText('Quiet for too long')).toBeInTheDocument();
    expect((await row('support3')).getByText('None yet')).toBeInTheDocument();
    expect((await row('support4')).getByText('Switched off')).toBeInTheDocument();
  });

  it('tells the first step when there is none', async () => {
    emailBackend();
    const { address } = await show();
    expect(await screen.findByText('No mailbox yet')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Add mailbox/ }));
    await waitFor(() => expect(address()).toBe('/settings/email/new'));
  });

  it('leads to the mail service when a new sign-in is needed', async () => {
    emailBackend({ mailboxes: [mailbox(1, { sign_in: 'google', health: { ...ok, state: 'sign_in' } })] });
    await show();
    expect(await screen.findByText('Needs a new sign-in')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Sign in again to support1@halyard.example' }));
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('https://accounts.example/authorize?state=1'));
  });

  it('shows the steps of a check, with what to do about the one that failed', async () => {
    emailBackend({ mailboxes: [mailbox(1)] });
    server.use(
      answer('/mailboxes/{mailbox_id}/check', 'post', () =>
        ({
          ok: false,
          steps: [
            { name: 'Incoming: connection', ok: true, detail: 'imap.halyard.example answers.', what_to_do: '' },
            { name: 'Incoming: sign-in', ok: false, detail: 'The server refused the password.', what_to_do: 'Make an app password.' },
            { name: 'Incoming: folder', ok: null, detail: '', what_to_do: '' },
          ],
        }),
      ),
    );
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Check connection of support1@halyard.example' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('Something does not work')).toBeInTheDocument();
    const [first, second, third] = dialog.getAllByRole('listitem');
    expect(within(first as HTMLElement).getByRole('img', { name: 'Works' })).toBeInTheDocument();
    expect(second).toHaveTextContent('Incoming: sign inThe server refused the password.Make an app password.');
    expect(within(second as HTMLElement).getByRole('img', { name: 'Does not work' })).toBeInTheDocument();
    expect(within(third as HTMLElement).getByRole('img', { name: 'Not tried' })).toBeInTheDocument();
  });

  it('lets a supervisor read, and offers no change', async () => {
    emailBackend({ verbs: ['mailbox.read', 'mail.review'], mailboxes: [mailbox(1)] });
    await show();
    expect(await screen.findByText('support1@halyard.example')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Add mailbox/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Check/ })).not.toBeInTheDocument();
  });

  it('asks nothing of the server for somebody who may not', async () => {
    emailBackend({ verbs: [] });
    server.use(answer('/mailboxes', 'get', () => noAnswer()));
    await show();
    expect(await screen.findByText('Your role does not open this screen')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Ingest log' })).not.toBeInTheDocument();
  });

  it('says why the list did not load', async () => {
    emailBackend();
    server.use(answer('/mailboxes', 'get', () => refusal(429, { detail: 'Too much.' })));
    await show();
    expect(await screen.findByText('The mailboxes did not load')).toBeInTheDocument();
    expect(screen.getByText('Too much.')).toBeInTheDocument();
  });
});
