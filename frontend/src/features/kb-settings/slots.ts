import BookCheck from 'lucide-react/icons/book-check';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'help-centers',
      group: 'workspace',
      labelKey: 'kb-settings:title',
      wordsKey: 'kb-settings:words',
      icon: BookCheck,
      may: (has) => has('brand.write'),
      fields: [{ id: 'approval', labelKey: 'kb-settings:approval', wordsKey: 'kb-settings:words' }],
      routes: [{ path: '/help-centers', screen: async () => (await import('./centers-screen')).CentersScreen }],
      commands: [{ id: 'helpCenters', labelKey: 'kb-settings:command', path: '/help-centers' }],
    },
  ],
} satisfies FeatureSlots;
