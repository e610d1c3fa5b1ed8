import BookCheck from 'lucide-react/icons/book-check';
import Signpost from 'lucide-react/icons/signpost';
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
      fields: [
        { id: 'approval', labelKey: 'kb-settings:approval', wordsKey: 'kb-settings:words' },
        { id: 'pages', labelKey: 'kb-settings:pages', wordsKey: 'kb-settings:pagesWords' },
      ],
      routes: [{ path: '/help-centers', screen: async () => (await import('./centers-screen')).CentersScreen }],
      commands: [{ id: 'helpCenters', labelKey: 'kb-settings:command', path: '/help-centers' }],
    },
    {
      id: 'redirects',
      group: 'workspace',
      labelKey: 'kb-settings:redirects.title',
      wordsKey: 'kb-settings:redirects.words',
      icon: Signpost,
      may: (has) => has('article.publish'),
      fields: [{ id: 'redirects', labelKey: 'kb-settings:redirects.list', wordsKey: 'kb-settings:redirects.words' }],
      routes: [{ path: '/redirects', screen: async () => (await import('./redirects-screen')).RedirectsScreen }],
      commands: [{ id: 'redirects', labelKey: 'kb-settings:redirects.command', path: '/redirects' }],
    },
  ],
} satisfies FeatureSlots;
