import GitFork from 'lucide-react/icons/git-fork';
import Workflow from 'lucide-react/icons/workflow';
import { signInSearch } from '@/shared/connections/sign-in';
import type { FeatureSlots } from '@/shared/slots';

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
        { id: 'connection', labelKey: 'connections:title' },
        { id: 'hooks', labelKey: 'linear:hooks.title' },
        { id: 'where', labelKey: 'linear:where.title' },
        { id: 'labels', labelKey: 'linear:labels.title' },
        { id: 'priorities', labelKey: 'linear:priorities.title' },
        { id: 'leaves', labelKey: 'linear:leaves.title' },
        { id: 'automatic', labelKey: 'linear:automatic.title' },
        { id: 'answers', labelKey: 'linear:answers.title' },
      ],
      routes: [{ path: '/linear', search: signInSearch, screen: async () => (await import('./settings/linear-route')).LinearRoute }],
      commands: [{ id: 'linear', labelKey: 'linear:command', path: '/linear' }],
    },
    {
      id: 'github',
      group: 'data',
      labelKey: 'linear:title_github',
      wordsKey: 'linear:words_github',
      icon: GitFork,
      may: (has) => has('issue.configure'),
      fields: [
        { id: 'connection', labelKey: 'connections:title' },
        { id: 'hooks', labelKey: 'linear:hooks.title' },
        { id: 'where', labelKey: 'linear:where.title_github' },
        { id: 'labels', labelKey: 'linear:labels.title' },
        { id: 'leaves', labelKey: 'linear:leaves.title' },
        { id: 'automatic', labelKey: 'linear:automatic.title' },
        { id: 'answers', labelKey: 'linear:answers.title' },
      ],
      routes: [{ path: '/github', search: signInSearch, screen: async () => (await import('./settings/linear-route')).GitHubRoute }],
      commands: [{ id: 'github', labelKey: 'linear:command_github', path: '/github' }],
    },
  ],
} satisfies FeatureSlots;
