import BookOpenCheck from 'lucide-react/icons/book-open-check';
import type { FeatureSlots, Has } from '@/shared/slots';

const mayManage = (has: Has): boolean => has('insights.write');

export default {
  settings: [
    {
      id: 'playbooks',
      group: 'work',
      labelKey: 'playbooks:together.title',
      wordsKey: 'playbooks:together.words',
      icon: BookOpenCheck,
      may: mayManage,
      fields: [
        { id: 'week', labelKey: 'playbooks:together.week' },
        { id: 'quiet', labelKey: 'playbooks:together.quiet' },
        { id: 'kept', labelKey: 'playbooks:together.kept' },
      ],
      routes: [{ path: '/playbooks', screen: async () => (await import('./together-screen')).TogetherScreen }],
      commands: [{ id: 'playbooks', labelKey: 'playbooks:together.command', path: '/playbooks' }],
    },
  ],
} satisfies FeatureSlots;
