import CircleUser from 'lucide-react/icons/circle-user';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'account',
      group: 'you',
      labelKey: 'settings:section.account',
      wordsKey: 'settings:account.words',
      icon: CircleUser,
      routes: [{ path: '/account', screen: async () => (await import('./account/account-screen')).AccountScreen }],
      commands: [{ id: 'account', labelKey: 'settings:account.command', path: '/account' }],
    },
  ],
} satisfies FeatureSlots;
