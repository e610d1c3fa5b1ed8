import ClipboardCheck from 'lucide-react/icons/clipboard-check';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'quality',
      group: 'work',
      labelKey: 'quality:rubric.title',
      wordsKey: 'quality:rubric.words',
      icon: ClipboardCheck,
      may: (has) => has('quality.write'),
      fields: [
        { id: 'criteria', labelKey: 'quality:rubric.criteria' },
        { id: 'sampling', labelKey: 'quality:rubric.sampling' },
        { id: 'watch', labelKey: 'quality:rubric.watch' },
      ],
      routes: [{ path: '/quality', screen: async () => (await import('./rubric-screen')).RubricScreen }],
      commands: [{ id: 'quality', labelKey: 'quality:rubric.command', path: '/quality' }],
    },
    {
      id: 'coaching',
      group: 'you',
      labelKey: 'quality:own.title',
      wordsKey: 'quality:own.words',
      icon: ClipboardCheck,
      fields: [{ id: 'scores', labelKey: 'quality:own.scores' }],
      routes: [{ path: '/coaching', screen: async () => (await import('./own-screen')).OwnScreen }],
      commands: [{ id: 'coaching', labelKey: 'quality:own.command', path: '/coaching' }],
    },
  ],
} satisfies FeatureSlots;
