import { queryOptions } from '@tanstack/react-query';
import { api, keys, type BodyOf, type Schemas } from '@/shared/api';

export type Colleague = Schemas['Colleague'];
export type Role = Colleague['role'];
export type TicketScope = Colleague['ticket_scope'];
export type Skill = Schemas['Skill'];
export type RoleRights = Schemas['RoleRights'];
export type Invited = Schemas['Invited'];
export type StaffChange = BodyOf<'/staff/{user_id}', 'patch'>;
export type TeamInput = Required<BodyOf<'/teams', 'post'>>;
export type TeamMember = Schemas['TeamMember'];
export type WorkingHours = Schemas['WorkingHours'];
export type Absence = WorkingHours['absences'][number];
export type HoursBody = BodyOf<'/working-hours/{user_id}', 'put'>;
export type AbsenceBody = BodyOf<'/working-hours/{user_id}/absences', 'post'>;

/** The strongest first, as the server has them. */
export const ROLES: readonly Role[] = ['owner', 'admin', 'supervisor', 'agent', 'light_agent', 'read_only'];
export const SCOPES: readonly TicketScope[] = ['all', 'teams', 'assigned'];

const PAGE_SIZE = 100;
const HALF_A_MINUTE = 30_000;

export const peopleKeys = {
  staff: ['staff'] as const,
  skills: ['skills'] as const,
  roles: ['roles'] as const,
  hours: ['working-hours'] as const,
  loads: ['routing', 'loads'] as const,
};

/** Everybody: a list that is searched and counted in the browser has to be whole. */
async function allColleagues(signal: AbortSignal): Promise<Colleague[]> {
  const found: Colleague[] = [];
  let cursor: string | null = null;
  do {
    const page: Schemas['ColleaguePage'] = await api.get('/staff', { query: { cursor, limit: PAGE_SIZE }, signal });
    found.push(...page.results);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

export const staffQuery = queryOptions({
  queryKey: peopleKeys.staff,
  queryFn: ({ signal }) => allColleagues(signal),
  refetchInterval: HALF_A_MINUTE,
});

export const teamsQuery = queryOptions({
  queryKey: keys.teams,
  queryFn: ({ signal }) => api.get('/teams', { signal }).then(({ results }) => results),
});

export const skillsQuery = queryOptions({
  queryKey: peopleKeys.skills,
  queryFn: ({ signal }) => api.get('/skills', { signal }).then(({ results }) => results),
});

export const rolesQuery = queryOptions({
  queryKey: peopleKeys.roles,
  queryFn: ({ signal }) => api.get('/roles', { signal }).then(({ results }) => results),
});

/** Who takes tickets, with what they have and what fits. */
export const loadsQuery = queryOptions({
  queryKey: peopleKeys.loads,
  queryFn: ({ signal }) => api.get('/routing/settings', { signal }),
  refetchInterval: HALF_A_MINUTE,
});

export const hoursQuery = queryOptions({
  queryKey: peopleKeys.hours,
  queryFn: ({ signal }) => api.get('/working-hours', { signal }).then(({ results }) => results),
});

export const peopleApi = {
  setHours: (id: number, version: number, body: HoursBody) =>
    api.put('/working-hours/{user_id}', { path: { user_id: id }, body, ifMatch: version }),
  addAbsence: (id: number, body: AbsenceBody) => api.post('/working-hours/{user_id}/absences', { path: { user_id: id }, body }),
  removeAbsence: (id: number, absence: number) =>
    api.delete('/working-hours/{user_id}/absences/{absence_id}', { path: { user_id: id, absence_id: absence } }),
  change: (id: number, body: StaffChange) => api.patch('/staff/{user_id}', { path: { user_id: id }, body }),
  invite: (body: Omit<BodyOf<'/staff/invitations', 'post'>, 'emails'> & { emails: readonly string[] }) => api.post('/staff/invitations', { body }),
  resend: (id: number) => api.post('/staff/{user_id}/invitation', { path: { user_id: id } }),
  withdraw: (id: number) => api.delete('/staff/{user_id}/invitation', { path: { user_id: id } }),
  takeFactors: (id: number) => api.delete('/staff/{user_id}/factors', { path: { user_id: id } }),
  createTeam: (body: TeamInput) => api.post('/teams', { body }),
  /** Refused with 412 where somebody has changed the team since that version; so is the next. */
  changeTeam: (id: number, version: number, body: Partial<TeamInput>) =>
    api.patch('/teams/{team_id}', { path: { team_id: id }, body, ifMatch: version }),
  setMembers: (id: number, version: number, members: readonly Pick<TeamMember, 'id' | 'is_lead'>[]) =>
    api.put('/teams/{team_id}/members', { path: { team_id: id }, body: { members }, ifMatch: version }),
  removeTeam: (id: number) => api.delete('/teams/{team_id}', { path: { team_id: id } }),
  createSkill: (name: string) => api.post('/skills', { body: { name } }),
  renameSkill: (id: number, name: string) => api.patch('/skills/{skill_id}', { path: { skill_id: id }, body: { name } }),
  removeSkill: (id: number) => api.delete('/skills/{skill_id}', { path: { skill_id: id } }),
};

/** Whatever shows people, teams or skills; the changed person may be oneself. */
export const CHANGED_KEYS = [peopleKeys.staff, peopleKeys.skills, peopleKeys.roles, keys.teams, keys.users, keys.me];
