import CalendarDays from 'lucide-react/icons/calendar-days';
import ClipboardCheck from 'lucide-react/icons/clipboard-check';
import Clock from 'lucide-react/icons/clock';
import type { FeatureSlots, Has } from '@/shared/slots';

const mayManage = (has: Has): boolean => has('sla.write');
/** Reports change nothing: they are for everybody who reads figures. */
const maySee = (has: Has): boolean => has('insights.see');

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
      fields: [
        { id: 'conditions', labelKey: 'sla-settings:conditions.title', wordsKey: 'sla-settings:found.conditions' },
        { id: 'calendar', labelKey: 'sla-settings:calendar.title', wordsKey: 'sla-settings:found.calendar' },
        { id: 'pause', labelKey: 'sla-settings:pause.title', wordsKey: 'sla-settings:found.pause' },
        { id: 'steps', labelKey: 'sla-settings:steps.title', wordsKey: 'sla-settings:found.steps' },
        { id: 'example', labelKey: 'sla-settings:example.title', wordsKey: 'sla-settings:found.example' },
      ],
      routes: [{ path: '/service-levels', screen: async () => (await screens()).PoliciesScreen }],
      commands: [{ id: 'serviceLevels', labelKey: 'sla-settings:command.policies', path: '/service-levels' }],
    },
    {
      id: 'slaReport',
      group: 'work',
      labelKey: 'sla-settings:report.title',
      wordsKey: 'sla-settings:report.words',
      icon: ClipboardCheck,
      may: maySee,
      fields: [{ id: 'contract', labelKey: 'sla-settings:report.contract', wordsKey: 'sla-settings:found.contract' }],
      routes: [{ path: '/compliance', screen: async () => (await screens()).ReportScreen }],
      commands: [{ id: 'slaReport', labelKey: 'sla-settings:command.report', path: '/compliance' }],
    },
    {
      id: 'calendars',
      group: 'work',
      labelKey: 'sla-settings:calendars.title',
      wordsKey: 'sla-settings:calendars.words',
      icon: CalendarDays,
      may: mayManage,
      fields: [
        { id: 'hours', labelKey: 'sla-settings:calendars.hours', wordsKey: 'sla-settings:found.hours' },
        { id: 'holidays', labelKey: 'sla-settings:calendars.holidays', wordsKey: 'sla-settings:found.holidays' },
        { id: 'zone', labelKey: 'sla-settings:calendars.zone', wordsKey: 'sla-settings:found.zone' },
      ],
      routes: [{ path: '/calendars', screen: async () => (await screens()).CalendarsScreen }],
      commands: [{ id: 'calendars', labelKey: 'sla-settings:command.calendars', path: '/calendars' }],
    },
  ],
} satisfies FeatureSlots;
