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
      fields: [
        { id: 'name', labelKey: 'settings:account.who' },
        { id: 'picture', labelKey: 'settings:profile.picture.choose' },
        { id: 'title', labelKey: 'settings:profile.title' },
        { id: 'signature', labelKey: 'settings:profile.signature' },
        { id: 'language', labelKey: 'settings:profile.language' },
        { id: 'timezone', labelKey: 'settings:profile.timezone' },
        { id: 'theme', labelKey: 'settings:profile.theme', wordsKey: 'settings:find.words.theme' },
        { id: 'notices', labelKey: 'settings:profile.mailNotices', wordsKey: 'settings:find.words.notices' },
      ],
      routes: [{ path: '/profile', screen: async () => (await import('./profile/profile-screen')).ProfileScreen }],
      commands: [{ id: 'profile', labelKey: 'settings:profile.command', path: '/profile' }],
    },
    {
      id: 'account',
      group: 'you',
      labelKey: 'settings:section.account',
      wordsKey: 'settings:account.words',
      icon: KeyRound,
      fields: [
        { id: 'address', labelKey: 'settings:account.change.title' },
        { id: 'password', labelKey: 'settings:account.password.title' },
        { id: 'second-step', labelKey: 'settings:factors.title', wordsKey: 'settings:find.words.secondStep' },
        { id: 'sessions', labelKey: 'settings:account.sessions.title', wordsKey: 'settings:find.words.sessions' },
      ],
      routes: [{ path: '/account', screen: async () => (await import('./account/account-screen')).AccountScreen }],
      commands: [{ id: 'account', labelKey: 'settings:account.command', path: '/account' }],
    },
  ],
} satisfies FeatureSlots;
