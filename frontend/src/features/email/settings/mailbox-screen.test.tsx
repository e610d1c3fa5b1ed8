import { Link } from '@tanstack/react-router';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { emailBackend, mailbox } from '../testing/backend';
import { leaveFor } from './leave';
import { MailboxScreen } from './mailbox-screen';

vi.mock('./leave', () => ({ leaveFor: vi.fn() }));
vi.mock('./signature-editor', () => ({
  default: ({ label, html, onChange }: { label: string; html: string; onChange: (html: string) => void }) => (
    <textarea aria-label={label} defaultValue={html} onChange={(event) => onChange(event.target.value)} />
  ),
}));

const show = (id: number | null) =>
  renderRouted(() => (
    <>
      <Link to="/inbox">Elsewhere</Link>
      <MailboxScreen id={id} />
    </>
  ));
const saveButton = () => screen.getByRole('button', { name: /^Save(?! and)/ });

beforeEach(() => vi.mocked(leaveFor).mockReset());

describe('MailboxScreen', () => {
  it('adds a mailbox with the servers that a known service fills in', async () => {
    const { last } = emailBackend();
    const { address } = await show(null);
    await userEvent.type(await screen.findByLabelText('Address'), 'help@halyard.example');
    await userEvent.selectOptions(screen.getByLabelText('Mail service'), 'fastmail');
    expect(screen.getAllByLabelText('Server').map((field) => (field as HTMLInputElement).value)).toEqual([
      'imap.fastmail.com',
      'smtp.fastmail.com',
    ]);
    expect(screen.getAllByLabelText('Port').map((field) => (field as HTMLInputElement).value)).toEqual(['993', '465']);
    await userEvent.type(screen.getByLabelText('Password'), 'app-word');
    await userEvent.click(screen.getByRole('button', { name: /Add mailbox/ }));
    await waitFor(() => expect(address()).toBe('/settings/email/9'));
    expect(last('POST', '/api/v1/mailboxes')?.body).toMatchObject({
      brand_id: 1,
      address: 'help@halyard.example',
      username: 'help@halyard.example',
      password: 'app-word',
      imap_port: 993,
      smtp_port: 465,
      smtp_security: 'tls',
      quiet_after_hours: null,
    });
    expect(last('POST', '/api/v1/mailboxes')?.body).not.toHaveProperty('smtp_password');
  });

  it('names what is missing without asking the server, and goes to the first of it', async () => {
    const { asked } = emailBackend();
    await show(null);
    await userEvent.type(await screen.findByLabelText('Address'), 'nobody');
    await userEvent.click(screen.getByRole('button', { name: /Add mailbox/ }));
    const field = screen.getByLabelText('Address');
    expect(field).toHaveAccessibleDescription('An address looks like support@example.com.');
    await waitFor(() => expect(field).toHaveFocus());
    expect(screen.getAllByLabelText('Server')[0]).toHaveAccessibleDescription('This is needed.');
    expect(asked).toEqual([]);
  });

  it('puts the server’s messages below their fields and keeps the input', async () => {
    emailBackend({ mailboxes: [mailbox(1)] });
    server.use(
      answer('/mailboxes/{mailbox_id}', 'patch', () =>
        refusal(422, { title: 'Invalid', detail: 'Some fields are wrong.', code: 'invalid', errors: { imap_host: ['There is no such server.'], brand_id: ['Unknown.'] } }),
      ),
    );
    await show(1);
    const [host] = await screen.findAllByLabelText('Server');
    await userEvent.clear(host as HTMLElement);
    await userEvent.type(host as HTMLElement, 'imap.nowhere.example');
    await userEvent.click(saveButton());
    await waitFor(() => expect(host).toHaveAccessibleDescription('There is no such server.'));
    expect(host).toHaveValue('imap.nowhere.example');
    expect(screen.getByLabelText('Brand')).toHaveAccessibleDescription('Unknown.');
    expect(screen.getByRole('alert')).toHaveTextContent('The mailbox was not saved. See what is said below the marked fields.');
    await userEvent.type(host as HTMLElement, '.org');
    expect(host).not.toHaveAttribute('aria-invalid');
  });

  it('says at the top what belongs to no field that is shown', async () => {
    emailBackend({ mailboxes: [mailbox(1)] });
    server.use(
      answer('/mailboxes/{mailbox_id}', 'patch', () =>
        refusal(422, { detail: 'Wrong.', errors: { webhook_secret: ['Too long.'] } }),
      ),
    );
    await show(1);
    await userEvent.type(await screen.findByLabelText('Sender name'), '!');
    await userEvent.click(saveButton());
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('The mailbox was not saved. Too long.'));
  });

  it('never shows a saved secret and sends one only when it is replaced', async () => {
    const { last } = emailBackend({ mailboxes: [mailbox(1)] });
    await show(1);
    const saved = within(await screen.findByRole('group', { name: 'Password' }));
    expect(saved.getByText('Saved')).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Sender name'), '!');
    await userEvent.click(saveButton());
    await waitFor(() => expect(last('PATCH', '/api/v1/mailboxes/1')).toBeDefined());
    expect(last('PATCH', '/api/v1/mailboxes/1')?.body).toEqual({ sender_name: 'Halyard Support!' });
    await userEvent.click(saved.getByRole('button', { name: 'Replace' }));
    await userEvent.type(screen.getByLabelText('Password'), 'new-word');
    await userEvent.click(saveButton());
    await waitFor(() => expect(last('PATCH', '/api/v1/mailboxes/1')?.body).toEqual({ password: 'new-word' }));
    expect(await screen.findByRole('group', { name: 'Password' })).toHaveTextContent('Saved');
  });

  it('saves before it leads to the mail service', async () => {
    const { last } = emailBackend({ mailboxes: [mailbox(1)] });
    await show(1);
    await userEvent.click(await screen.findByRole('radio', { name: 'Google' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save and sign in with Google' }));
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('https://accounts.example/authorize?state=1'));
    expect(last('PATCH', '/api/v1/mailboxes/1')?.body).toEqual({ sign_in: 'google' });
  });

  it('shows the webhook address to copy, and where forwarded mail goes', async () => {
    emailBackend({ mailboxes: [mailbox(1), mailbox(2)] });
    await show(1);
    await userEvent.click(await screen.findByRole('radio', { name: 'Webhook' }));
    expect(screen.getByLabelText('Webhook address')).toHaveValue('https://desk.halyard.example/hooks/mail/key1');
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await navigator.clipboard.readText()).toBe('https://desk.halyard.example/hooks/mail/key1');
    expect(screen.getByRole('button', { name: 'Copied' })).toBeInTheDocument();
    await userEvent.selectOptions(screen.getByLabelText('Provider'), 'ses');
    expect(screen.getByLabelText('Secret of the webhook')).toHaveAccessibleDescription(/^The ARN of the SNS topic/);
    await userEvent.click(screen.getByRole('radio', { name: 'Forwarding' }));
    expect(await screen.findByLabelText('Forward to')).toHaveValue('support2@halyard.example');
  });

  it('sends by a provider, whose key is sent and never shown', async () => {
    const { last } = emailBackend({ mailboxes: [mailbox(1)] });
    await show(1);
    await userEvent.click(await screen.findByRole('radio', { name: 'Provider’s API' }));
    expect(screen.queryByLabelText('User name for sending')).toBeNull();
    await userEvent.selectOptions(screen.getByLabelText('Sending provider'), 'mailgun');
    await userEvent.click(saveButton());
    expect(last('PATCH', '/api/v1/mailboxes/1')).toBeUndefined();
    await userEvent.type(screen.getByLabelText('Key for sending'), 'key-1');
    await userEvent.type(screen.getByLabelText('Domain at Mailgun'), 'mail.halyard.example');
    expect(screen.getByLabelText('Address of the events')).toHaveValue('https://desk.halyard.example/hooks/mail/key1/events');
    await userEvent.click(saveButton());
    await waitFor(() => expect(last('PATCH', '/api/v1/mailboxes/1')).toBeDefined());
    expect(last('PATCH', '/api/v1/mailboxes/1')?.body).toEqual({ sends_by: 'api', api_provider: 'mailgun', api_account: 'mail.halyard.example', api_key: 'key-1' });
  });

  it('asks before unsaved changes are left', async () => {
    emailBackend({ mailboxes: [mailbox(1)] });
    const { address } = await show(1);
    await userEvent.type(await screen.findByLabelText('Sender name'), '!');
    await userEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Leave without saving?' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Keep editing' }));
    expect(address()).toBe('/start');
    expect(screen.getByLabelText('Sender name')).toHaveValue('Halyard Support!');
    await userEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(address()).toBe('/inbox'));
  });

  it('deletes only after the address is typed', async () => {
    const { last } = emailBackend({ mailboxes: [mailbox(1, { health: { ...mailbox(1).health, last_mail_at: null } })] });
    const { address } = await show(1);
    await userEvent.click(await screen.findByRole('button', { name: 'Delete mailbox' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete support1@halyard.example?' }));
    const button = dialog.getByRole('button', { name: 'Delete mailbox' });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(dialog.getByRole('textbox'), 'support1@halyard.example');
    await userEvent.click(button);
    await waitFor(() => expect(address()).toBe('/settings/email'));
    expect(last('DELETE', '/api/v1/mailboxes/1')).toBeDefined();
  });

  it('says why a mailbox with mail cannot be deleted', async () => {
    emailBackend({ mailboxes: [mailbox(1)] });
    await show(1);
    const button = await screen.findByRole('button', { name: 'Delete mailbox' });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveAttribute('title', expect.stringContaining('Switch off'));
  });

  it('is read-only without the verb to change it', async () => {
    emailBackend({ verbs: ['mailbox.read'], mailboxes: [mailbox(1)] });
    await show(1);
    expect(await screen.findByLabelText('Address')).toBeDisabled();
    expect(screen.queryByRole('button', { name: /^Save/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Delete mailbox' })).not.toBeInTheDocument();
  });
});
