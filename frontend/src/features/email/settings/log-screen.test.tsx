import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { emailBackend, mailbox, mailRow, WithSearch } from '../testing/backend';
import { LogScreen } from './log-screen';

const show = () => renderRouted(() => <WithSearch render={(search, onSearch) => <LogScreen search={search} onSearch={onSearch} />} />);

const ROWS = [
  mailRow(11, { state: 'stored', state_label: 'Stored', reason: '', reason_label: '—', ticket: 1042, subject: 'Export empty' }),
  mailRow(12, { state: 'failed', state_label: 'Failed', reason: 'unreadable', subject: '', detail: 'The parser was stopped after 20 s.' }),
];

describe('LogScreen', () => {
  it('lists what became of each mail', async () => {
    emailBackend({ rows: ROWS });
    await show();
    const stored = within(await screen.findByRole<HTMLElement>('row', { name: /Export empty/ }));
    expect(stored.getByText('Stored')).toBeInTheDocument();
    expect(stored.getByRole('link', { name: '#1042' })).toHaveAttribute('href', '/inbox/1042');
    const failed = within(screen.getByRole('row', { name: /No subject/ }));
    expect(failed.getByText('Failed, tried again')).toBeInTheDocument();
    expect(failed.getByText('It could not be read')).toBeInTheDocument();
  });

  it('filters by state, mailbox, reason and text', async () => {
    const { last } = emailBackend({ rows: ROWS, mailboxes: [mailbox(1), mailbox(2)] });
    const { address } = await show();
    const states = within(await screen.findByRole('group', { name: 'State' }));
    expect(await states.findByRole('button', { name: '1,204 Stored' })).toBeInTheDocument();
    await userEvent.click(states.getByRole('button', { name: /Failed/ }));
    expect(states.getByRole('button', { name: /Failed/ })).toHaveAttribute('aria-pressed', 'true');
    await userEvent.selectOptions(await screen.findByLabelText('Mailbox'), '2');
    await userEvent.selectOptions(screen.getByLabelText('Reason'), 'loop');
    await userEvent.type(screen.getByLabelText('Search sender or subject'), 'helen');
    await waitFor(() => expect(address()).toContain('q=helen'));
    await waitFor(() =>
      expect(Object.fromEntries(last('GET', '/api/v1/mail/log')?.query ?? [])).toEqual({
        state: 'failed',
        mailbox: '2',
        reason: 'loop',
        q: 'helen',
        limit: '50',
      }),
    );
  });

  it('offers to clear filters that match nothing', async () => {
    emailBackend();
    const { address } = await show();
    await userEvent.click(await screen.findByRole('button', { name: /Deleted/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Clear filters' }));
    await waitFor(() => expect(address()).not.toContain('state'));
    expect(await screen.findByText('No mail has come in yet')).toBeInTheDocument();
  });

  it('fetches the next page on request', async () => {
    emailBackend({ rows: ROWS });
    server.use(
      answer('/mail/log', 'get', ({ request }) => {
        const cursor = new URL(request.url).searchParams.get('cursor');
        return cursor === 'two' ? { results: [mailRow(13)], next: null } : { results: ROWS, next: 'two' };
      }),
    );
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));
    expect(await screen.findByText('News 13')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
  });

  it('opens one mail with its reason, text, headers and original, and tries it again', async () => {
    const { last } = emailBackend({ rows: ROWS });
    await show();
    await userEvent.click(await screen.findByRole('link', { name: 'No subject' }));
    const panel = within(await screen.findByRole('complementary', { name: 'Mail' }));
    expect(await panel.findByText('The parser was stopped after 20 s.')).toBeInTheDocument();
    expect(panel.getByText('Words of 12')).toBeInTheDocument();
    expect(panel.getByText('List-Unsubscribe')).toBeInTheDocument();
    expect(panel.getByRole('link', { name: 'Download original' })).toHaveAttribute('href', '/api/v1/mail/log/12/raw');
    await userEvent.click(panel.getByRole('button', { name: 'Try again now' }));
    await waitFor(() => expect(last('POST', '/api/v1/mail/log/12/retry')).toBeDefined());
  });

  it('walks with J and K, opens with Enter and closes with Escape', async () => {
    emailBackend({ rows: ROWS });
    const stop = listenForShortcuts();
    await show();
    await screen.findByText('Export empty');
    await userEvent.keyboard('j');
    expect(screen.getByRole('link', { name: 'Export empty' })).toHaveFocus();
    await userEvent.keyboard('j');
    expect(screen.getByRole('link', { name: 'No subject' })).toHaveFocus();
    await userEvent.keyboard('k{Enter}');
    expect(await screen.findByRole('complementary', { name: 'Mail' })).toBeInTheDocument();
    await userEvent.keyboard('j');
    expect(await screen.findByText('Words of 12')).toBeInTheDocument();
    await userEvent.keyboard('k{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Mail' })).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByRole('link', { name: 'Export empty' })).toHaveFocus());
    stop();
  });

  it('is closed to others than reviewers', async () => {
    const { asked } = emailBackend({ verbs: ['mailbox.read'] });
    await show();
    expect(await screen.findByText('Your role does not open this screen')).toBeInTheDocument();
    expect(asked).toEqual([]);
  });
});
