import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SearchHit } from '@/shared/api';
import { registerShortcuts } from '@/shared/lib/shortcuts';
import { answer, page } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { ME, ticketRow } from '@/shared/testing/tickets';
import { byRecency } from './recent';
import { Palette } from './palette';

const navigate = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('@tanstack/react-router', () => ({ useNavigate: () => navigate }));

const HITS: SearchHit[] = [
  { type: 'company', id: 3, title: 'Kestrel Freight', snippet: 'Enterprise' },
  { type: 'article', id: 8, title: 'Backfill a destination', snippet: 'Exports', url: '/kb/8', audience: 'public' },
  { ...ticketRow(1042, { priority: 'P1' }), type: 'ticket', title: 'Snowflake export empty', snippet: '' },
];

const meMay = (...verbs: string[]) => server.use(answer('/me', 'get', () => ({ ...ME, verbs })));

beforeEach(() => meMay());

describe('Palette', () => {
  it('runs the command of a key and closes', async () => {
    const run = vi.fn();
    const onOpenChange = vi.fn();
    const remove = registerShortcuts({ title: 'Queue', shortcuts: [{ keys: 'c', label: 'New ticket', run }] });
    renderWithProviders(<Palette isOpen onOpenChange={onOpenChange} onSignOut={() => undefined} />);
    await userEvent.type(screen.getByRole('combobox'), '>new');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(run).toHaveBeenCalledTimes(1));
    expect(onOpenChange).toHaveBeenCalledWith(false);
    act(remove);
  });

  it('finds tickets, customers and articles and goes to the chosen one', async () => {
    const asked: string[] = [];
    server.use(
      answer('/search', 'get', ({ query }) => {
        asked.push(`${query.get('q') ?? ''} ${query.get('type') ?? 'all'}`);
        const isArticle = query.get('type') === 'article';
        return page(HITS.filter((hit) => (hit.type === 'article') === isArticle));
      }),
    );
    renderWithProviders(<Palette isOpen onOpenChange={() => undefined} onSignOut={() => undefined} />);
    await userEvent.type(screen.getByRole('combobox'), 'snowflake');
    const option = await screen.findByRole('option', { name: /Snowflake export empty/ });
    expect(screen.getByRole('option', { name: /Backfill a destination/ })).toBeVisible();
    expect(asked).toEqual(['snowflake all', 'snowflake article']);
    await userEvent.click(option);
    expect(navigate).toHaveBeenCalledWith({ to: '/inbox/$number', params: { number: '1042' } });
  });

  it('goes to the settings that the role opens, and offers no others', async () => {
    meMay('mail.review');
    const close = vi.fn();
    renderWithProviders(<Palette isOpen onOpenChange={close} onSignOut={() => undefined} />);
    await userEvent.type(screen.getByRole('combobox'), '>email settings');
    await userEvent.click(await screen.findByRole('option', { name: 'Email settings: suspended mail' }));
    await waitFor(() => expect(navigate).toHaveBeenCalledWith({ to: '/settings/email/suspended' }));
    expect(screen.queryByRole('option', { name: /mailbox/ })).not.toBeInTheDocument();
  });

  it('puts what was used last first', () => {
    const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(byRecency(items, ['c', 'b']).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });
});
