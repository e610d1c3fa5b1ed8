import Phone from 'lucide-react/icons/phone';
import type { FeatureSlots, Has } from '@/shared/slots';

const mayWrite = (has: Has): boolean => has('field.write');

const screens = () => import('./routes');

export default {
  settings: [
    {
      id: 'channels',
      group: 'channels',
      labelKey: 'channels-settings:title',
      wordsKey: 'channels-settings:words',
      icon: Phone,
      may: mayWrite,
      routes: [
        { path: '/channels', screen: async () => (await screens()).ChannelsScreen },
        { path: '/channels/$channel', screen: async () => (await screens()).ChannelRoute },
      ],
      commands: [{ id: 'channels', labelKey: 'channels-settings:command', path: '/channels' }],
    },
  ],
} satisfies FeatureSlots;
