import Download from 'lucide-react/icons/download';
import type { FeatureSlots } from '@/shared/slots';
import { importSearch } from './search';

export default {
  settings: [
    {
      id: 'import',
      group: 'data',
      labelKey: 'import:title',
      wordsKey: 'import:words',
      icon: Download,
      may: (has) => has('import.run'),
      fields: [{ id: 'import-new', labelKey: 'import:new.title' }],
      routes: [{ path: '/import', search: importSearch, screen: async () => (await import('./import-route')).ImportRoute }],
      commands: [{ id: 'import', labelKey: 'import:command', path: '/import' }],
    },
  ],
} satisfies FeatureSlots;
