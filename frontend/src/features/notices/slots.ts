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
      fields: [
        { id: 'what', labelKey: 'notices:choices.what' },
        { id: 'quiet', labelKey: 'notices:choices.quiet' },
        { id: 'digest', labelKey: 'notices:choices.digest' },
      ],
      routes: [{ path: '/notices', screen: async () => (await import('./choices-screen')).ChoicesScreen }],
      commands: [{ id: 'notices', labelKey: 'notices:choices.command', path: '/notices' }],
    },
  ],
} satisfies FeatureSlots;
