import Library from 'lucide-react/icons/library';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'sources',
      group: 'assistant',
      labelKey: 'kb-sources:title',
      wordsKey: 'kb-sources:words',
      icon: Library,
      may: (has) => has('source.write'),
      fields: [{ id: 'sources', labelKey: 'kb-sources:lead', wordsKey: 'kb-sources:words' }],
      routes: [{ path: '/sources', screen: async () => (await import('./settings-screen')).SettingsScreen }],
      commands: [{ id: 'sources', labelKey: 'kb-sources:command', path: '/sources' }],
    },
  ],
} satisfies FeatureSlots;
