import GraduationCap from 'lucide-react/icons/graduation-cap';
import type { FeatureSlots } from '@/shared/slots';
import { practiceSearch } from './search';

const screens = () => import('./routes');

export default {
  settings: [
    {
      id: 'practice',
      group: 'you',
      labelKey: 'practice:title',
      wordsKey: 'practice:words',
      icon: GraduationCap,
      may: (has) => has('practice.use'),
      fields: [
        { id: 'sets', labelKey: 'practice:sets' },
        { id: 'attempts', labelKey: 'practice:attempts' },
      ],
      routes: [
        { path: '/practice', search: practiceSearch, screen: async () => (await screens()).PracticeRoute },
        { path: '/practice/$attempt', screen: async () => (await screens()).AttemptRoute },
      ],
      commands: [{ id: 'practice', labelKey: 'practice:command', path: '/practice' }],
    },
  ],
} satisfies FeatureSlots;
