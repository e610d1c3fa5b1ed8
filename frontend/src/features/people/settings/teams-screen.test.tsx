import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer, noAnswer, refusal } from '@/shared/testing/answers';
import { team } from '@/shared/testing/directory';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { colleague, GENERAL, PIPELINES, peopleBackend, WithSearch } from '../testing/backend';
import { teamsSearch } from './search';
import { TeamsScreen } from './teams-screen';

const STAFF = [
  colleague(1, 'Ines Duarte', { skills: [{ id: 1, level: 3 }] }),
  colleague(2, 'Maya Okafor'),
  colleague(3, 'Rupert Lang', { state: 'deactivated' }),
];
const TEAMS = [
  team(3, 'Success', { tier: null }),
  { ...PIPELINES, description: 'Exports', brand_ids: [2], members: [{ id: 1, name: 'Ines Duarte', is_lead: true, lent_until: null }], can_answer: false },
  GENERAL,
];

const show = () =>
  renderRouted(() => (
    <>
      <WithSearch parse={teamsSearch} render={(search, onSearch) => <TeamsScreen search={search} onSearch={onSearch} />} />
      <Toaster />
    </>
  ));
async function open(name: string) {
  const rendered = await show();
  await userEvent.click(await screen.findByRole('link', { name: new RegExp(name) }));
  return rendered;
}
const panel = () => within(screen.getByRole('complementary', { name: 'Team' }));

let stop: () => void;
beforeEach(() => {
  stop = listenForShortcuts();
});
afterEach(() => stop());

describe('TeamsScreen', () => {
  it('shows how full a team is, of the people in it who take tickets', async () => {
    const taker = (id: number, teams: number[], open: number) => ({ id, name: `Taker ${id}`, presence: 'online' as const, team_ids: teams, skills: {}, load: { chat: 1, email: open }, capacity: { chat: 3, email: 9 } });
    peopleBackend({ staff: STAFF, teams: TEAMS, takers: [taker(1, [PIPELINES.id], 8), taker(2, [PIPELINES.id, GENERAL.id], 4)] });
    await show();
    const rowOf = async (name: RegExp) => within((await screen.findByRole('link', { name })).closest('tr')!);
    expect(await (await rowOf(/Pipelines/)).findByText('14 of 24')).toBeInTheDocument();
    expect((await rowOf(/General/)).getByText('5 of 12')).toBeInTheDocument();
    expect((await rowOf(/Success/)).getByText('Takes no tickets')).toBeInTheDocument();
  });

  it('shows teams by their tiers, those outside last, with members, lead and brands', async () => {
    peopleBackend({ staff: STAFF, teams: TEAMS });
    await show();
    await screen.findByRole('link', { name: /Pipelines/ });
    expect(screen.getAllByRole('heading', { level: 2 }).map((head) => head.textContent)).toEqual([
      'Tier 1',
      'Tier 2',
      'Outside of the tiers',
      'Skills',
    ]);
    const row = within(within(screen.getByRole('table', { name: 'Tier 2' })).getByRole('row', { name: /Pipelines/ }));
    expect(row.getByText('Exports')).toBeInTheDocument();
    expect(row.getByText('1 member')).toBeInTheDocument();
    expect(row.getByText('Ines Duarte')).toBeInTheDocument();
    expect(await row.findByText('Mast')).toBeInTheDocument();
    expect(row.getByText('Nobody in it can reply to customers')).toBeInTheDocument();
    for (const cell of screen.getAllByRole('cell')) expect(cell).toHaveAttribute('data-label');
  });

  it('walks over the tiers with j and k, and Escape gives the focus back', async () => {
    peopleBackend({ staff: STAFF, teams: TEAMS });
    const { address } = await show();
    await screen.findByRole('link', { name: /Pipelines/ });
    await userEvent.keyboard('jj');
    expect(screen.getByRole('link', { name: /Pipelines/ })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    (await screen.findByLabelText('Name')).focus();
    expect(address()).toContain('team=2');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary')).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByRole('link', { name: /Pipelines/ })).toHaveFocus());
  });

  it('makes a team with members and its lead', async () => {
    const { last } = peopleBackend({ staff: STAFF, teams: TEAMS });
    const { address } = await show();
    await screen.findByRole('link', { name: /Pipelines/ });
    await userEvent.keyboard('n');
    await waitFor(() => expect(screen.getByLabelText('Name')).toHaveFocus());
    await userEvent.click(panel().getByRole('button', { name: /^Create team/ }));
    expect(await panel().findByText('Enter a name')).toBeInTheDocument();
    await userEvent.type(panel().getByLabelText('Name'), 'Billing');
    await userEvent.selectOptions(panel().getByLabelText('Tier'), 'Outside of the tiers');
    await userEvent.click(panel().getByRole('button', { name: 'Add a member' }));
    const maya = await screen.findByRole('menuitem', { name: 'Maya Okafor' });
    expect(screen.queryByRole('menuitem', { name: 'Rupert Lang' })).not.toBeInTheDocument();
    await userEvent.click(maya);
    await userEvent.click(panel().getByRole('checkbox', { name: 'Maya Okafor leads the team' }));
    await userEvent.click(panel().getByRole('checkbox', { name: 'Mast' }));
    await userEvent.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(address()).toContain('team=9'));
    expect(last('POST', '/teams')?.body).toEqual({ name: 'Billing', tier: null, description: '', brand_ids: [2] });
    expect(last('PUT', '/teams/9/members')?.body).toEqual({ members: [{ id: 2, is_lead: true }] });
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
    expect(await screen.findByRole('link', { name: /Billing/ })).toBeInTheDocument();
  });

  it('makes no second team when only its members were refused', async () => {
    const { asked } = peopleBackend({ staff: STAFF, teams: TEAMS });
    let refusals = 1;
    server.use(
      answer('/teams/{team_id}/members', 'put', ({ params }) =>
        refusals-- > 0 ? refusal(422, { detail: 'Some of these people do not exist.' }) : team(Number(params.team_id), 'Billing'),
      ),
    );
    await show();
    await screen.findByRole('link', { name: /Pipelines/ });
    await userEvent.keyboard('n');
    await userEvent.type(await screen.findByLabelText('Name'), 'Billing');
    await userEvent.click(panel().getByRole('button', { name: 'Add a member' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Maya Okafor' }));
    await userEvent.click(panel().getByRole('button', { name: /^Create team/ }));
    expect(await panel().findByText(/The team is saved, but not its members/)).toBeInTheDocument();
    expect(panel().getByText(/Some of these people do not exist/)).toBeInTheDocument();
    await userEvent.click(panel().getByRole('button', { name: /^Create team/ }));
    await waitFor(() => expect(screen.getByText('Billing is created')).toBeInTheDocument());
    expect(asked.filter(({ method, path }) => method === 'POST' && path === '/teams')).toHaveLength(1);
  });

  it('changes only what differs', async () => {
    const { last, asked } = peopleBackend({ staff: STAFF, teams: TEAMS });
    await open('Pipelines');
    await userEvent.clear(panel().getByLabelText('Description'));
    await userEvent.type(panel().getByLabelText('Description'), 'Warehouses{Enter}');
    expect(await screen.findByText('Pipelines is saved')).toBeInTheDocument();
    expect(last('PATCH', '/teams/2')?.body).toEqual({ description: 'Warehouses' });
    expect(asked.filter(({ method }) => method === 'PUT')).toEqual([]);
    await userEvent.click(panel().getByRole('button', { name: 'Take Ines Duarte out' }));
    await userEvent.click(panel().getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(last('PUT', '/teams/2/members')?.body).toEqual({ members: [] }));
    expect(asked.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('says at the field that the name is taken', async () => {
    peopleBackend({ staff: STAFF, teams: TEAMS });
    server.use(
      answer('/teams/{team_id}', 'patch', () => refusal(422, { detail: 'General exists already. Choose another name.', errors: { name: ['Taken.'] } })),
    );
    await open('Pipelines');
    await userEvent.clear(panel().getByLabelText('Name'));
    await userEvent.type(panel().getByLabelText('Name'), 'General{Enter}');
    await waitFor(() => expect(panel().getByLabelText('Name')).toHaveAccessibleDescription('Taken.'));
    expect(panel().getByText(/General exists already/)).toBeInTheDocument();
    expect(panel().getByLabelText('Name')).toHaveFocus();
  });

  it('deletes a team after asking, or says why it is still needed', async () => {
    const { last } = peopleBackend({ staff: STAFF, teams: TEAMS });
    server.use(answer('/teams/{team_id}', 'delete', () => refusal(409, { detail: 'Pipelines is still needed: one open ticket is with it.' }), { once: true }));
    await open('Pipelines');
    const remove = async (): Promise<void> => {
      await userEvent.click(panel().getByRole('button', { name: 'Delete team' }));
      const dialog = within(await screen.findByRole('alertdialog', { name: 'Delete Pipelines?' }));
      await userEvent.click(dialog.getByRole('button', { name: 'Delete team' }));
    };
    await remove();
    expect(await panel().findByText(/Pipelines was not deleted\. Pipelines is still needed: one open ticket is with it\./)).toBeInTheDocument();
    await remove();
    await waitFor(() => expect(last('DELETE', '/teams/2')).toBeDefined());
    await waitFor(() => expect(screen.queryByRole('link', { name: /Pipelines/ })).not.toBeInTheDocument());
    expect(screen.queryByRole('complementary')).not.toBeInTheDocument();
  });

  it('asks nothing of the server for somebody who may not', async () => {
    peopleBackend({ verbs: [] });
    server.use(answer('/teams', 'get', () => noAnswer()));
    await show();
    expect(await screen.findByText('Your role does not open this screen')).toBeInTheDocument();
  });
});

describe('Skills', () => {
  const skills = () => within(screen.getByRole('region', { name: 'Skills' }));

  it('says how many have each, adds and renames', async () => {
    const { last } = peopleBackend({ staff: STAFF, teams: TEAMS });
    await show();
    expect(await screen.findByText('1 person has it')).toBeInTheDocument();
    expect(screen.getByText('nobody has it')).toBeInTheDocument();
    await userEvent.click(skills().getByRole('button', { name: 'Add' }));
    expect(await skills().findByText('Enter a name')).toBeInTheDocument();
    await userEvent.type(skills().getByLabelText('New skill'), 'BigQuery{Enter}');
    await waitFor(() => expect(last('POST', '/skills')?.body).toEqual({ name: 'BigQuery' }));
    expect(await skills().findByText('BigQuery')).toBeInTheDocument();
    await userEvent.click(skills().getByRole('button', { name: 'Rename SAML' }));
    const field = skills().getByLabelText('New name of SAML');
    expect(field).toHaveFocus();
    await userEvent.keyboard('Single sign-on{Enter}');
    await waitFor(() => expect(last('PATCH', '/skills/2')?.body).toEqual({ name: 'Single sign-on' }));
    await waitFor(() => expect(skills().getByRole('button', { name: 'Rename Single sign-on' })).toHaveFocus());
  });

  it('deletes one after asking, or says why it is still needed', async () => {
    const { last } = peopleBackend({ staff: STAFF, teams: TEAMS });
    server.use(answer('/skills/{skill_id}', 'delete', () => refusal(409, { detail: 'SAML is still needed: the rule “Exports” asks for it.' }), { once: true }));
    await show();
    const remove = async (): Promise<void> => {
      await userEvent.click(await skills().findByRole('button', { name: 'Delete SAML' }));
      await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete skill' }));
    };
    await screen.findByText('1 person has it');
    await remove();
    expect(await skills().findByText(/the rule “Exports” asks for it/)).toBeInTheDocument();
    await remove();
    await waitFor(() => expect(last('DELETE', '/skills/2')).toBeDefined());
    await waitFor(() => expect(skills().queryByText('SAML')).not.toBeInTheDocument());
  });
});
