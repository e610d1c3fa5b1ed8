import CircleUser from 'lucide-react/icons/circle-user';
import KeyRound from 'lucide-react/icons/key-round';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'profile',
      group: 'you',
      labelKey: 'settings:section.profile',
      wordsKey: 'settings:profile.words',
      icon: CircleUser,
      routes: [{ path: '/profile', screen: async () => (await import('./profile/profile-screen')).ProfileScreen }],
      commands: [{ id: 'profile', labelKey: 'settings:profile.command', path: '/profile' }],
    },
    {
      id: 'account',
      group: 'you',
      labelKey: 'settings:section.account',
      wordsKey: 'settings:account.words',
      icon: KeyRound,
      routes: [{ path: '/account', screen: async () => (await import('./account/account-screen')).AccountScreen }],
      commands: [{ id: 'account', labelKey: 'settings:account.command', path: '/account' }],
    },
  ],
} satisfies FeatureSlots;
