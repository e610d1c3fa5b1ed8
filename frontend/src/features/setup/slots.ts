import ListChecks from 'lucide-react/icons/list-checks';
import { SETUP_VERB } from '@/shared/setup';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'setup',
      group: 'workspace',
      labelKey: 'setup:title',
      wordsKey: 'setup:words',
      icon: ListChecks,
      may: (has) => has(SETUP_VERB),
      routes: [{ path: '/setup', screen: async () => (await import('./setup-screen')).SetupScreen }],
      commands: [{ id: 'setup', labelKey: 'setup:command', path: '/setup' }],
    },
  ],
} satisfies FeatureSlots;
