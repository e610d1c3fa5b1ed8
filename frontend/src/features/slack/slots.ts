import Hash from 'lucide-react/icons/hash';
import { signInSearch } from '@/shared/connections/sign-in';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'slack',
      group: 'channels',
      labelKey: 'slack:title',
      wordsKey: 'slack:words',
      icon: Hash,
      may: (has) => has('connection.read'),
      fields: [
        { id: 'connection', labelKey: 'connections:title' },
        { id: 'slack-channels', labelKey: 'slack:channels.title' },
        { id: 'slack-workspaces', labelKey: 'slack:workspaces.title' },
        { id: 'slack-alerts', labelKey: 'slack:alerts.title' },
      ],
      routes: [{ path: '/slack', search: signInSearch, screen: async () => (await import('./slack-route')).SlackRoute }],
      commands: [{ id: 'slack', labelKey: 'slack:command', path: '/slack' }],
    },
  ],
} satisfies FeatureSlots;
