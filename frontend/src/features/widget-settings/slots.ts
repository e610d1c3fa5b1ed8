import MessageSquare from 'lucide-react/icons/message-square';
import type { FeatureSlots, Has } from '@/shared/slots';
import { widgetSearch } from './search';

const mayWrite = (has: Has): boolean => has('widget.write');

export default {
  settings: [
    {
      id: 'widget',
      group: 'channels',
      labelKey: 'widget-settings:title',
      wordsKey: 'widget-settings:words',
      icon: MessageSquare,
      may: mayWrite,
      routes: [{ path: '/widget', search: widgetSearch, screen: async () => (await import('./routes')).WidgetRoute }],
      commands: [{ id: 'widget', labelKey: 'widget-settings:command', path: '/widget' }],
    },
  ],
} satisfies FeatureSlots;
