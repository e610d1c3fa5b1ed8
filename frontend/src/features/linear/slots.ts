import Workflow from 'lucide-react/icons/workflow';
import type { FeatureSlots } from '@/shared/slots';
import { linearSearch } from './settings/search';

export default {
  settings: [
    {
      id: 'linear',
      group: 'data',
      labelKey: 'linear:title',
      wordsKey: 'linear:words',
      icon: Workflow,
      may: (has) => has('issue.configure'),
      fields: [
        { id: 'connection', labelKey: 'linear:connection.title' },
        { id: 'hooks', labelKey: 'linear:hooks.title' },
        { id: 'where', labelKey: 'linear:where.title' },
        { id: 'labels', labelKey: 'linear:labels.title' },
        { id: 'priorities', labelKey: 'linear:priorities.title' },
        { id: 'leaves', labelKey: 'linear:leaves.title' },
        { id: 'answers', labelKey: 'linear:answers.title' },
      ],
      routes: [{ path: '/linear', search: linearSearch, screen: async () => (await import('./settings/linear-route')).LinearRoute }],
      commands: [{ id: 'linear', labelKey: 'linear:command', path: '/linear' }],
    },
  ],
} satisfies FeatureSlots;
