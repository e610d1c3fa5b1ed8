import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, noAnswer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { colleague, invitedColleague, peopleBackend, WithSearch } from '../testing/backend';
import { PeopleScreen } from './people-screen';
import { peopleSearch } from './search';

const show = () =>
  renderRouted(() => (
    <>
      <WithSearch parse={peopleSearch} render={(search, onSearch) => <PeopleScreen search={search} onSearch={onSearch} />} />
      <Toaster />
    </>
  ));

const CHROME = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
const STAFF = [
  colleague(1, 'Ines Duarte', {
    role: 'owner',
    presence: 'online',
    teams: [{ id: 2, is_lead: true }],
    skills: [{ id: 2, level: 1 }, { id: 1, level: 3 }],
    second_steps: ['webauthn', 'totp'],
    last_seen: { at: '2020-02-03T08:00:00Z', agent: CHROME },
  }),
  colleague(2, 'Jonas Weber', { presence: 'away', second_steps: [] }),
  colleague(3, 'Aaron Gone', { state: 'deactivated', presence: 'online', second_steps: [] }),
  invitedColleague(4, 'Dana Lind'),
];
const row = async (name: string) => within(await screen.findByRole<HTMLElement>('row', { name: new RegExp(name) }));
const names = () => screen.getAllByRole('rowheader').map((cell) => within(cell).getByRole('link').querySelector('.med')?.textContent);

let stop: () => void;
beforeEach(() => {
  stop = listenForShortcuts();
});
afterEach(() => stop());

describe('PeopleScreen', () => {
  it('says of everybody what they are doing, their role, teams, skills, last visit and second factor', async () => {
    peopleBackend({ staff: STAFF });
    await show();
    const ines = await row('Ines Duarte');
    expect(ines.getByText('Online')).toBeInTheDocument();
    expect(ines.getByText('Owner')).toBeInTheDocument();
    expect(await ines.findByText('Pipelines, leads it')).toBeInTheDocument();
    expect(ines.getAllByRole('img').map((dots) => dots.getAttribute('aria-label'))).toEqual(['Expert', 'Learning']);
    expect(ines.getByText('Chrome on Windows')).toBeInTheDocument();
    expect(ines.getByText('Passkey, Code app')).toBeInTheDocument();
    const jonas = await row('Jonas Weber');
    expect(jonas.getByText('Away')).toBeInTheDocument();
    expect(jonas.getByText('Not set up')).toBeInTheDocument();
    expect(jonas.getByText('Never')).toBeInTheDocument();
    expect((await row('Aaron Gone')).getByText('Deactivated')).toBeInTheDocument();
    expect((await row('Dana Lind')).getByText(/^Invited, ends Mar 17, 2199/)).toBeInTheDocument();
  });

  it('names its cells, since a phone shows no head', async () => {
    peopleBackend({ staff: STAFF });
    await show();
    await row('Ines Duarte');
    for (const cell of screen.getAllByRole('cell')) expect(cell).toHaveAttribute('data-label');
  });

  it.each([
    ['All', 4, ['Ines Duarte', 'Jonas Weber', 'Dana Lind', 'Aaron Gone']],
    ['Online', 1, ['Ines Duarte']],
    ['No two-factor', 1, ['Jonas Weber']],
    ['Invited', 1, ['Dana Lind']],
    ['Deactivated', 1, ['Aaron Gone']],
  ])('counts and shows the part “%s”', async (part, count, shown) => {
    peopleBackend({ staff: STAFF });
    await show();
    await userEvent.click(await screen.findByRole('radio', { name: `${part} ${count}` }));
    await waitFor(() => expect(names()).toEqual(shown));
  });

  it.each([
    ['jonas@', ['Jonas Weber']],
    ['DUARTE ines', ['Ines Duarte']],
    ['snowflake', ['Ines Duarte']],
  ])('finds by “%s”', async (text, shown) => {
    peopleBackend({ staff: STAFF });
    const { address } = await show();
    await row('Ines Duarte');
    await userEvent.keyboard('/');
    await userEvent.keyboard(text);
    await waitFor(() => expect(names()).toEqual(shown));
    expect(address()).toContain('q=');
  });

  it('leads back when nobody matches', async () => {
    peopleBackend({ staff: STAFF });
    await show();
    await userEvent.type(await screen.findByRole('searchbox'), 'zzz');
    await userEvent.click(await screen.findByRole('button', { name: 'Show everybody' }));
    expect(await screen.findByRole('row', { name: /Ines Duarte/ })).toBeInTheDocument();
    expect(screen.getByRole('searchbox')).toHaveValue('');
  });

  it('walks with j and k, opens with Enter, and Escape gives the focus back to the row', async () => {
    peopleBackend({ staff: STAFF });
    const { address } = await show();
    await row('Ines Duarte');
    await userEvent.keyboard('jj');
    expect(screen.getByRole('link', { name: /Jonas Weber/ })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    const panel = await screen.findByRole('complementary', { name: 'Person' });
    expect(address()).toContain('person=2');
    (await within(panel).findByLabelText('Title')).focus();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary')).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByRole('link', { name: /Jonas Weber/ })).toHaveFocus());
    expect(address()).not.toContain('person');
  });

  it('reads every page, so that counts and search are whole', async () => {
    peopleBackend();
    server.use(
      answer('/staff', 'get', ({ query }) => (query.get('cursor') === 'two' ? page([colleague(7, 'Zoe Last')]) : page([colleague(6, 'Amy First')], 'two'))),
    );
    await show();
    expect(await screen.findByRole('row', { name: /Zoe Last/ })).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: 'All 2' })).toBeInTheDocument();
  });

  it('asks nothing of the server for somebody who may not', async () => {
    peopleBackend({ verbs: [] });
    server.use(answer('/staff', 'get', () => noAnswer()));
    await show();
    expect(await screen.findByText('Your role does not open this screen')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Invite people/ })).not.toBeInTheDocument();
  });

  it('says why the list did not load', async () => {
    peopleBackend();
    server.use(answer('/staff', 'get', () => refusal(429, { detail: 'Too much.' })));
    await show();
    expect(await screen.findByText('The people did not load')).toBeInTheDocument();
    expect(screen.getByText('Too much.')).toBeInTheDocument();
  });
});
