import CalendarClock from 'lucide-react/icons/calendar-clock';
import Layers from 'lucide-react/icons/layers';
import Users from 'lucide-react/icons/users';
import type { FeatureSlots, Has } from '@/shared/slots';
import { hoursSearch, peopleSearch, teamsSearch } from './settings/search';

const mayManage = (has: Has): boolean => has('staff.write');

const screens = () => import('./settings/routes');

export default {
  settings: [
    {
      id: 'people',
      group: 'workspace',
      labelKey: 'people:title',
      wordsKey: 'people:words',
      icon: Users,
      may: mayManage,
      fields: [
        { id: 'invite', labelKey: 'people:invite.addresses', search: { panel: 'invite' } },
        { id: 'role', labelKey: 'people:invite.role', search: { panel: 'invite' } },
      ],
      routes: [
        { path: '/people', search: peopleSearch, screen: async () => (await screens()).PeopleRoute },
        { path: '/people/invite', screen: async () => (await screens()).InviteRoute },
      ],
      commands: [
        { id: 'people', labelKey: 'people:command.people', path: '/people' },
        { id: 'invitePeople', labelKey: 'people:command.invite', path: '/people/invite' },
      ],
    },
    {
      id: 'teams',
      group: 'workspace',
      labelKey: 'people:teams.title',
      wordsKey: 'people:teams.words',
      icon: Layers,
      // Alone there are no teams.
      may: (has) => mayManage(has) && has('colleagues'),
      fields: [
        { id: 'new', labelKey: 'people:teams.add' },
        { id: 'skills', labelKey: 'people:skills.title' },
      ],
      routes: [{ path: '/teams', search: teamsSearch, screen: async () => (await screens()).TeamsRoute }],
      commands: [{ id: 'teams', labelKey: 'people:command.teams', path: '/teams' }],
    },
    {
      id: 'hours',
      group: 'you',
      labelKey: 'people:hours.title',
      wordsKey: 'people:hours.words',
      icon: CalendarClock,
      may: (has) => has('ticket.reply') && has('colleagues'),
      fields: [
        { id: 'week', labelKey: 'people:hours.week' },
        { id: 'absences', labelKey: 'people:hours.absences' },
      ],
      routes: [{ path: '/hours', search: hoursSearch, screen: async () => (await screens()).HoursRoute }],
      commands: [{ id: 'hours', labelKey: 'people:hours.command', path: '/hours' }],
    },
  ],
} satisfies FeatureSlots;
