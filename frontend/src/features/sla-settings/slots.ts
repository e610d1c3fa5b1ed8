import CalendarDays from 'lucide-react/icons/calendar-days';
import Clock from 'lucide-react/icons/clock';
import type { FeatureSlots, Has } from '@/shared/slots';

const mayManage = (has: Has): boolean => has('sla.write');

const screens = () => import('./settings/routes');

export default {
  settings: [
    {
      id: 'serviceLevels',
      group: 'work',
      labelKey: 'sla-settings:title',
      wordsKey: 'sla-settings:words',
      icon: Clock,
      may: mayManage,
      routes: [
        { path: '/service-levels', screen: async () => (await screens()).PoliciesScreen },
        { path: '/service-levels/report', screen: async () => (await screens()).ReportScreen },
      ],
      commands: [
        { id: 'serviceLevels', labelKey: 'sla-settings:command.policies', path: '/service-levels' },
        { id: 'slaReport', labelKey: 'sla-settings:command.report', path: '/service-levels/report' },
      ],
    },
    {
      id: 'calendars',
      group: 'work',
      labelKey: 'sla-settings:calendars.title',
      wordsKey: 'sla-settings:calendars.words',
      icon: CalendarDays,
      may: mayManage,
      routes: [{ path: '/calendars', screen: async () => (await screens()).CalendarsScreen }],
      commands: [{ id: 'calendars', labelKey: 'sla-settings:command.calendars', path: '/calendars' }],
    },
  ],
} satisfies FeatureSlots;
