import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { takeBack, Toaster } from '@/shared/ui';
import { emailBackend, mailRow, WithSearch } from '../testing/backend';
import { SuspendedScreen } from './suspended-screen';

const show = () =>
  renderRouted(() => (
    <>
      <WithSearch render={(search, onSearch) => <SuspendedScreen search={search} onSearch={onSearch} />} />
      <Toaster />
    </>
  ));

const ROWS = [mailRow(21), mailRow(22), mailRow(23)];
const box = (id: number) => screen.getByRole('checkbox', { name: `Select “News ${id}” from Sender ${id}` });
const RECOVER = '/mail/suspended/recover';

let stop: () => void;
beforeEach(() => {
  stop = listenForShortcuts();
});
afterEach(() => stop());

describe('SuspendedScreen', () => {
  it('asks for suspended mails only and says why each waits', async () => {
    const { last } = emailBackend({ rows: ROWS });
    await show();
    const row = await screen.findByRole('row', { name: /News 21/ });
    expect(row).toHaveTextContent('A mailing list or newsletter');
    expect(last('GET', '/api/v1/mail/log')?.query.get('state')).toBe('suspended');
  });

  it('selects with x and shift, recovers, and goes on with the next mail', async () => {
    const { last } = emailBackend({ rows: ROWS });
    await show();
    await screen.findByText('News 21');
    await userEvent.keyboard('jx{Shift>}{ArrowDown}{/Shift}');
    expect(box(21)).toBeChecked();
    expect(box(22)).toBeChecked();
    expect(box(23)).not.toBeChecked();
    expect(screen.getByText('2 selected')).toBeInTheDocument();
    await userEvent.keyboard('r');
    expect(await screen.findByText('2 mails are recovered')).toBeInTheDocument();
    expect(last('POST', `/api/v1${RECOVER}`)?.body).toEqual({ ids: [21, 22], allow_sender: false });
    expect(screen.getByRole('link', { name: 'News 23' })).toHaveFocus();
  });

  it('selects a range with a shifted click', async () => {
    emailBackend({ rows: ROWS });
    await show();
    await screen.findByText('News 21');
    const user = userEvent.setup();
    await user.click(box(21));
    await user.keyboard('{Shift>}');
    await user.click(box(23));
    await user.keyboard('{/Shift}');
    expect(box(22)).toBeChecked();
    await user.click(screen.getByRole('button', { name: 'Clear selection' }));
    expect(box(22)).not.toBeChecked();
  });

  it('always takes the sender when asked to', async () => {
    const { last } = emailBackend({ rows: ROWS });
    await show();
    await userEvent.click(await screen.findByRole('link', { name: 'News 22' }));
    const panel = within(await screen.findByRole('complementary', { name: 'Mail' }));
    await userEvent.click(await panel.findByRole('button', { name: /Recover and always take this sender/ }));
    await waitFor(() => expect(last('POST', `/api/v1${RECOVER}`)?.body).toEqual({ ids: [22], allow_sender: true }));
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Mail' })).not.toBeInTheDocument());
  });

  it('says beside a mail why it was not recovered, and keeps it selected', async () => {
    emailBackend({ rows: ROWS });
    server.use(
      answer(RECOVER, 'post', () => ({ changed: [21], failed: [{ id: 22, detail: 'Its content is gone.' }] })),
    );
    await show();
    await screen.findByText('News 21');
    await userEvent.click(box(21));
    await userEvent.click(box(22));
    await userEvent.click(screen.getByRole('button', { name: 'Recover' }));
    const row = within(screen.getByRole('row', { name: /News 22/ }));
    expect(await row.findByText('Its content is gone.')).toBeInTheDocument();
    expect(box(22)).toBeChecked();
    expect(screen.getByText('It did not work for 1 mail. Its content is gone.')).toBeInTheDocument();
  });

  it('asks before it deletes, since there is no way back', async () => {
    const { last } = emailBackend({ rows: ROWS });
    await show();
    await screen.findByText('News 21');
    await userEvent.click(box(21));
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Delete 1 mail?' }));
    expect(dialog.getByRole('button', { name: 'Keep' })).toHaveFocus();
    expect(last('POST', '/api/v1/mail/suspended/delete')).toBeUndefined();
    await userEvent.click(dialog.getByRole('button', { name: 'Delete mail' }));
    await waitFor(() => expect(last('POST', '/api/v1/mail/suspended/delete')?.body).toEqual({ ids: [21] }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
  });

  it('adds and removes rules for senders, with a way back', async () => {
    const { last, asked } = emailBackend({ rows: ROWS });
    await show();
    const senders = within(await screen.findByRole('complementary', { name: 'Senders' }));
    expect(await senders.findByText('@news.example')).toBeInTheDocument();
    const field = senders.getByLabelText('Address, or @ and a whole domain');
    await userEvent.type(field, 'nobody{Enter}');
    expect(field).toHaveAccessibleDescription(/^Give an address/);
    await userEvent.clear(field);
    await userEvent.type(field, '@kestrel.example{Enter}');
    await waitFor(() => expect(last('POST', '/api/v1/mail/rules')?.body).toEqual({ pattern: '@kestrel.example', kind: 'allow' }));
    await waitFor(() => expect(field).toHaveValue(''));
    await userEvent.click(senders.getByRole('button', { name: 'Remove the rule for @news.example' }));
    expect(await screen.findByText('The rule for @news.example is removed')).toBeInTheDocument();
    expect(last('DELETE', '/api/v1/mail/rules/4')).toBeDefined();
    expect(takeBack()).toBe(true);
    await waitFor(() => expect(last('POST', '/api/v1/mail/rules')?.body).toEqual({ pattern: '@news.example', kind: 'block' }));
    expect(asked.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it('puts the server’s objection below the field', async () => {
    emailBackend({ rows: [] });
    server.use(
      answer('/mail/rules', 'post', () => refusal(400, { detail: 'Wrong.', errors: { pattern: ['There is a rule already.'] } })),
    );
    await show();
    expect(await screen.findByText('No mail is suspended')).toBeInTheDocument();
    const field = screen.getByLabelText('Address, or @ and a whole domain');
    await userEvent.type(field, 'a@b.example{Enter}');
    await waitFor(() => expect(field).toHaveAccessibleDescription('There is a rule already.'));
    expect(field).toHaveValue('a@b.example');
  });
});
