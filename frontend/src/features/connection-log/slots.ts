import ArrowLeftRight from 'lucide-react/icons/arrow-left-right';
import type { FeatureSlots } from '@/shared/slots';
import { logSearch } from './search';

export default {
  settings: [
    {
      id: 'connection-log',
      group: 'data',
      labelKey: 'connection-log:title',
      wordsKey: 'connection-log:words',
      icon: ArrowLeftRight,
      may: (has) => has('connection.read'),
      fields: [{ id: 'lines', labelKey: 'connection-log:lines' }],
      routes: [{ path: '/connection-log', search: logSearch, screen: async () => (await import('./log-route')).LogRoute }],
      commands: [{ id: 'connection-log', labelKey: 'connection-log:command', path: '/connection-log' }],
    },
  ],
} satisfies FeatureSlots;
