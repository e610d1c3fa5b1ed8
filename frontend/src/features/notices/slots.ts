import Bell from 'lucide-react/icons/bell';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'notices',
      group: 'you',
      labelKey: 'notices:choices.title',
      wordsKey: 'notices:choices.words',
      icon: Bell,
      routes: [{ path: '/notices', screen: async () => (await import('./choices-screen')).ChoicesScreen }],
      commands: [{ id: 'notices', labelKey: 'notices:choices.command', path: '/notices' }],
    },
  ],
} satisfies FeatureSlots;
