import Route from 'lucide-react/icons/route';
import type { FeatureSlots, Has } from '@/shared/slots';
import { rulesSearch } from './settings/search';

const mayWrite = (has: Has): boolean => has('routing.write');

const screens = () => import('./settings/routes');

export default {
  settings: [
    {
      id: 'routing',
      group: 'work',
      labelKey: 'routing-settings:title',
      wordsKey: 'routing-settings:words',
      icon: Route,
      may: mayWrite,
      routes: [
        { path: '/routing', search: rulesSearch, screen: async () => (await screens()).RulesRoute },
        { path: '/routing/priority', screen: async () => (await screens()).PriorityScreen },
        { path: '/routing/escalation', screen: async () => (await screens()).EscalationScreen },
        { path: '/routing/versions', screen: async () => (await screens()).VersionsScreen },
      ],
      commands: [
        { id: 'routing', labelKey: 'routing-settings:command.rules', path: '/routing' },
        { id: 'routingPriority', labelKey: 'routing-settings:command.priority', path: '/routing/priority' },
        { id: 'routingEscalation', labelKey: 'routing-settings:command.escalation', path: '/routing/escalation' },
        { id: 'routingVersions', labelKey: 'routing-settings:command.versions', path: '/routing/versions' },
      ],
    },
  ],
} satisfies FeatureSlots;
