import Ban from 'lucide-react/icons/ban';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'blocked',
      group: 'channels',
      labelKey: 'customers:block.title',
      wordsKey: 'customers:block.words',
      icon: Ban,
      may: (has) => has('customer.block'),
      routes: [{ path: '/blocked', screen: async () => (await import('./blocked/blocked-screen')).BlockedScreen }],
      commands: [{ id: 'blocked', labelKey: 'customers:block.command', path: '/blocked' }],
    },
  ],
} satisfies FeatureSlots;
