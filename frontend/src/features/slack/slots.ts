import Hash from 'lucide-react/icons/hash';
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
        { id: 'slack-connection', labelKey: 'slack:connection.title' },
        { id: 'slack-channels', labelKey: 'slack:channels.title' },
        { id: 'slack-workspaces', labelKey: 'slack:workspaces.title' },
        { id: 'slack-alerts', labelKey: 'slack:alerts.title' },
      ],
      routes: [{ path: '/slack', screen: async () => (await import('./slack-screen')).SlackScreen }],
      commands: [{ id: 'slack', labelKey: 'slack:command', path: '/slack' }],
    },
  ],
} satisfies FeatureSlots;
