import KeyRound from 'lucide-react/icons/key-round';
import type { FeatureSlots } from '@/shared/slots';
import { tokensSearch } from './search';

export default {
  settings: [
    {
      id: 'developers',
      group: 'data',
      labelKey: 'developers:title',
      wordsKey: 'developers:words',
      icon: KeyRound,
      fields: [{ id: 'new', labelKey: 'developers:new.open' }],
      routes: [{ path: '/api', search: tokensSearch, screen: async () => (await import('./tokens-route')).TokensRoute }],
      commands: [{ id: 'tokens', labelKey: 'developers:command', path: '/api' }],
    },
  ],
} satisfies FeatureSlots;
