import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import Cog from 'lucide-react/icons/cog';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SearchHit } from '@/shared/api';
import { registerShortcuts } from '@/shared/lib/shortcuts';
import { ApiProblem } from '@/shared/api';
import { Toaster } from '@/shared/ui';
import type { SettingsSection } from '@/shared/slots';
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

const SECTION: SettingsSection = {
  id: 'kinds',
  group: 'work',
  labelKey: 'Kinds',
  wordsKey: 'Some other words',
  icon: Cog,
  may: (has) => has('mail.review'),
  routes: [{ path: '/kinds', screen: () => Promise.resolve(() => null) }],
  commands: [
    { id: 'review', labelKey: 'Review settings', path: '/kinds/review' },
    { id: 'write', labelKey: 'Write settings', path: '/kinds/write', may: (has) => has('mailbox.write') },
  ],
};

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
    renderWithProviders(<Palette isOpen onOpenChange={() => undefined} onSignOut={() => undefined} />, [{ settings: [SECTION] }]);
    await userEvent.type(screen.getByRole('combobox'), '>review');
    await userEvent.click(await screen.findByRole('option', { name: 'Review settings' }));
    await waitFor(() => expect(navigate).toHaveBeenCalledWith({ to: '/settings/kinds/review', search: {}, replace: false }));
    expect(screen.queryByRole('option', { name: /Write/ })).not.toBeInTheDocument();
  });

  it('finds a section of the settings by words that its name does not have', async () => {
    meMay('mail.review');
    renderWithProviders(<Palette isOpen onOpenChange={() => undefined} onSignOut={() => undefined} />, [{ settings: [SECTION] }]);
    await userEvent.type(screen.getByRole('combobox'), '>other words');
    expect(await screen.findByRole('option', { name: 'Review settings' })).toBeVisible();
  });

  it('offers what features add by right, and tells why it did not work', async () => {
    meMay('macro.run');
    const runs = vi.fn(() => Promise.reject(new ApiProblem(409, { detail: 'Somebody else was faster.' })));
    const command = { id: 'macro', label: () => 'Run the refund macro', words: () => 'money back', run: runs };
    renderWithProviders(
      <>
        <Palette isOpen onOpenChange={() => undefined} onSignOut={() => undefined} />
        <Toaster />
      </>,
      [{ commands: [{ ...command, may: (has) => has('macro.run') }, { ...command, id: 'b', label: () => 'Run another', may: () => false }] }],
    );
    await userEvent.type(screen.getByRole('combobox'), '>money');
    expect(await screen.findAllByRole('option')).toHaveLength(1);
    await userEvent.click(screen.getByRole('option', { name: 'Run the refund macro' }));
    expect(await screen.findByText('Somebody else was faster.')).toBeInTheDocument();
    expect(runs).toHaveBeenCalledTimes(1);
  });

  it('puts what was used last first', () => {
    const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(byRecency(items, ['c', 'b']).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });
});
