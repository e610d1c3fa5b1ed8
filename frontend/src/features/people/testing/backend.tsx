import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Me, Schemas, Team } from '@/shared/api';
import { answer, page, refusal, type Asked as AskedOf } from '@/shared/testing/answers';
import { brand, team } from '@/shared/testing/directory';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Colleague, Invited, RoleRights, Skill } from '../settings/api';

export const MANAGER_VERBS = ['staff.write'];

export const colleague = (id: number, name: string, given: Partial<Colleague> = {}): Colleague => ({
  id,
  name,
  email: `${name.split(' ')[0]?.toLowerCase() ?? 'who'}@halyard.example`,
  title: '',
  role: 'agent',
  ticket_scope: 'all',
  state: 'active',
  presence: 'offline',
  teams: [],
  skills: [],
  capacity_chat: 3,
  capacity_email: 12,
  languages: ['en'],
  timezone: 'Europe/London',
  second_steps: ['totp'],
  last_seen: null,
  joined_at: '2025-01-01T09:00:00Z',
  invitation_ends_at: null,
  ...given,
});

export const invitedColleague = (id: number, name: string, given: Partial<Colleague> = {}): Colleague =>
  colleague(id, name, {
    state: 'invited',
    joined_at: null,
    second_steps: [],
    invitation_ends_at: '2199-03-17T09:00:00Z',
    ...given,
  });

export const skill = (id: number, name: string): Skill => ({ id, name, slug: name.toLowerCase() });

export const GENERAL = team(1, 'General', { tier: 1 });
export const PIPELINES = team(2, 'Pipelines', { tier: 2 });
export const SKILLS = [skill(1, 'Snowflake'), skill(2, 'SAML')];

const rights = (role: RoleRights['role'], verbs: string[]): RoleRights => ({ role, verbs, people: 1 });

export const ROLE_RIGHTS: RoleRights[] = [
  rights('owner', ['ticket.read', 'ticket.note', 'ticket.reply', 'staff.write', 'owner.write']),
  rights('admin', ['ticket.read', 'ticket.note', 'ticket.reply', 'staff.write']),
  rights('supervisor', ['ticket.read', 'ticket.note', 'ticket.reply', 'report.print']),
  rights('agent', ['ticket.read', 'ticket.note', 'ticket.reply']),
  rights('light_agent', ['ticket.read', 'ticket.note']),
  rights('read_only', ['ticket.read']),
];

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

interface Given {
  verbs?: string[];
  me?: number;
  staff?: Colleague[];
  teams?: Team[];
  skills?: Skill[];
  takers?: Schemas['RoutingSettings']['people'];
  /** The link that an invitation is answered with, where no mailbox can send. */
  link?: string | null;
}

/** The API of these screens: it keeps what it is told, and notes what it was asked. */
export function peopleBackend(given: Given = {}) {
  const { verbs = MANAGER_VERBS, me = 1, link = null } = given;
  const state = { staff: given.staff ?? [], teams: given.teams ?? [GENERAL, PIPELINES], skills: given.skills ?? SKILLS, takers: given.takers ?? [] };
  const asked: Asked[] = [];
  const who: Me = { ...ME, id: me, verbs };
  const note = ({ request, query, body }: AskedOf<unknown>): void => {
    asked.push({ method: request.method, path: new URL(request.url).pathname.replace('/api/v1', ''), query, body });
  };
  const changeTeam = ({ request, params }: AskedOf<unknown>, change: Partial<Team>) => {
    const id = Number(params.team_id);
    const known = state.teams.find((one) => one.id === id) ?? team(id, 'Nobody');
    const expected = request.headers.get('If-Match');
    if (expected !== null && expected !== `"v${known.version}"`) {
      return refusal(412, { code: 'version_changed', detail: 'Somebody changed this team in between.' });
    }
    const changed = { ...known, ...change, version: known.version + 1 };
    state.teams = state.teams.map((one) => (one.id === id ? changed : one));
    return changed;
  };
  server.use(
    answer('/me', 'get', who),
    answer('/brands', 'get', page([brand(1, 'Halyard'), brand(2, 'Mast')])),
    answer('/staff', 'get', () => page(state.staff)),
    answer('/roles', 'get', page(ROLE_RIGHTS)),
    answer('/staff/{user_id}', 'patch', (asking) => {
      note(asking);
      const id = Number(asking.params.user_id);
      const { team_ids: teamIds, is_active: isActive, skills, ...rest } = asking.body;
      state.staff = state.staff.map((one) =>
        one.id === id
          ? {
              ...one,
              ...rest,
              ...(skills ? { skills: skills.map(({ id: skillId, level }) => ({ id: skillId, level: level ?? 1 })) } : {}),
              ...(teamIds ? { teams: teamIds.map((teamId) => ({ id: teamId, is_lead: false })) } : {}),
              ...(isActive === undefined ? {} : { state: isActive ? 'active' : 'deactivated' }),
            }
          : one,
      );
      return state.staff.find((one) => one.id === id) ?? colleague(id, 'Nobody');
    }),
    answer('/staff/invitations', 'post', (asking) => {
      note(asking);
      const results = asking.body.emails.map((email, index): Invited => {
        const known = state.staff.find((one) => one.email === email && one.state !== 'invited');
        const problem = known ? (known.state === 'active' ? 'is_here' : 'was_deactivated') : null;
        return { email, user_id: problem ? null : 90 + index, problem, link: problem ? null : link };
      });
      return { results };
    }),
    answer('/staff/{user_id}/invitation', 'post', (asking) => {
      note(asking);
      return { email: 'dana@halyard.example', user_id: Number(asking.params.user_id), problem: null, link };
    }),
    answer('/staff/{user_id}/invitation', 'delete', (asking) => {
      note(asking);
      state.staff = state.staff.filter(({ id }) => id !== Number(asking.params.user_id));
      return null;
    }),
    answer('/teams', 'get', () => page(state.teams)),
    // The rest of it is for the screens of routing.
    answer('/routing/settings', 'get', () => ({ people: state.takers }) as Schemas['RoutingSettings']),
    answer('/teams', 'post', (asking) => {
      note(asking);
      const made = team(9, asking.body.name, { ...asking.body, tier: asking.body.tier ?? null });
      state.teams = [...state.teams, made];
      return made;
    }),
    answer('/teams/{team_id}', 'patch', (asking) => {
      note(asking);
      return changeTeam(asking, asking.body);
    }),
    answer('/teams/{team_id}', 'delete', (asking) => {
      note(asking);
      state.teams = state.teams.filter(({ id }) => id !== Number(asking.params.team_id));
      return null;
    }),
    answer('/teams/{team_id}/members', 'put', (asking) => {
      note(asking);
      const members = asking.body.members.map((one) => ({
        id: one.id,
        name: state.staff.find((known) => known.id === one.id)?.name ?? '',
        is_lead: one.is_lead ?? false,
        lent_until: null,
      }));
      return changeTeam(asking, { members });
    }),
    answer('/skills', 'get', () => page(state.skills)),
    answer('/skills', 'post', (asking) => {
      note(asking);
      const made = skill(9, asking.body.name);
      state.skills = [...state.skills, made];
      return made;
    }),
    answer('/skills/{skill_id}', 'patch', (asking) => {
      note(asking);
      const id = Number(asking.params.skill_id);
      const renamed = skill(id, asking.body.name ?? '');
      state.skills = state.skills.map((one) => (one.id === id ? renamed : one));
      return renamed;
    }),
    answer('/skills/{skill_id}', 'delete', (asking) => {
      note(asking);
      state.skills = state.skills.filter(({ id }) => id !== Number(asking.params.skill_id));
      return null;
    }),
  );
  return { asked, state, last: (method: string, path: string) => asked.findLast((one) => one.method === method && one.path === path) };
}

export interface WithSearchProps<Search> {
  parse: (raw: Record<string, unknown>) => Search;
  render: (search: Search, onSearch: (search: Search) => void) => ReactNode;
}

/** A screen with its search in the address, as the app's routes give it. */
export function WithSearch<Search extends object>({ parse, render }: WithSearchProps<Search>) {
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  return render(parse(raw), (next) => void navigate({ to: '.', search: next as never }));
}
