import Gauge from 'lucide-react/icons/gauge';
import Route from 'lucide-react/icons/route';
import type { FeatureSlots, Has } from '@/shared/slots';
import { rulesSearch } from './settings/search';

// Alone there is nobody to choose between.
const mayWrite = (has: Has): boolean => has('routing.write') && has('colleagues');
const mayGive = (has: Has): boolean => has('ticket.assign_others') && has('colleagues');

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
      fields: [
        { id: 'rules', labelKey: 'routing-settings:rules', wordsKey: 'routing-settings:found.rules' },
        { id: 'dryRun', labelKey: 'routing-settings:dryRun', wordsKey: 'routing-settings:found.dryRun' },
        { id: 'weights', labelKey: 'routing-settings:weights.title', path: '/routing/priority', wordsKey: 'routing-settings:found.weights' },
        { id: 'thresholds', labelKey: 'routing-settings:thresholds.title', path: '/routing/priority', wordsKey: 'routing-settings:found.thresholds' },
        { id: 'assignment', labelKey: 'routing-settings:setting.assigns', path: '/routing/assignment', wordsKey: 'routing-settings:found.assignment' },
        { id: 'waits', labelKey: 'routing-settings:assignment.waits', path: '/routing/assignment', wordsKey: 'routing-settings:found.waits' },
        { id: 'triggers', labelKey: 'routing-settings:triggers.title', path: '/routing/escalation', wordsKey: 'routing-settings:found.triggers' },
        { id: 'chains', labelKey: 'routing-settings:chains.title', path: '/routing/escalation', wordsKey: 'routing-settings:found.chains' },
        { id: 'onCall', labelKey: 'routing-settings:onCall.title', path: '/routing/escalation', wordsKey: 'routing-settings:found.onCall' },
        { id: 'measures', labelKey: 'routing-settings:page.measures', path: '/routing/measures', wordsKey: 'routing-settings:found.measures' },
        { id: 'versions', labelKey: 'routing-settings:page.versions', path: '/routing/versions', wordsKey: 'routing-settings:found.versions' },
      ],
      routes: [
        { path: '/routing', search: rulesSearch, screen: async () => (await screens()).RulesRoute },
        { path: '/routing/priority', screen: async () => (await screens()).PriorityScreen },
        { path: '/routing/assignment', screen: async () => (await screens()).AssignmentScreen },
        { path: '/routing/escalation', screen: async () => (await screens()).EscalationScreen },
        { path: '/routing/measures', screen: async () => (await screens()).MeasuresScreen },
        { path: '/routing/versions', screen: async () => (await screens()).VersionsScreen },
      ],
      commands: [
        { id: 'routing', labelKey: 'routing-settings:command.rules', path: '/routing' },
        { id: 'routingPriority', labelKey: 'routing-settings:command.priority', path: '/routing/priority' },
        { id: 'routingAssignment', labelKey: 'routing-settings:command.assignment', path: '/routing/assignment' },
        { id: 'routingEscalation', labelKey: 'routing-settings:command.escalation', path: '/routing/escalation' },
        { id: 'routingMeasures', labelKey: 'routing-settings:command.measures', path: '/routing/measures' },
        { id: 'routingVersions', labelKey: 'routing-settings:command.versions', path: '/routing/versions' },
      ],
    },
    {
      id: 'teamLoad',
      group: 'work',
      labelKey: 'routing-settings:load.title',
      wordsKey: 'routing-settings:load.words',
      icon: Gauge,
      may: mayGive,
      fields: [
        { id: 'waiting', labelKey: 'routing-settings:load.waiting' },
        { id: 'people', labelKey: 'routing-settings:load.people' },
      ],
      routes: [{ path: '/team-load', screen: async () => (await screens()).LoadScreen }],
      commands: [{ id: 'teamLoad', labelKey: 'routing-settings:load.command', path: '/team-load' }],
    },
  ],
} satisfies FeatureSlots;
