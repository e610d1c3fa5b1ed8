import MessageSquare from 'lucide-react/icons/message-square';
import type { FeatureSlots, Has } from '@/shared/slots';
import { widgetSearch, type Tab } from './search';

const mayWrite = (has: Has): boolean => has('widget.write');

/** The sections of each tab; the first tab has no name in the address. */
const sections: readonly [Tab, string][] = [
  ['install', 'install.snippet'],
  ['install', 'install.where'],
  ['install', 'seen.title'],
  ['identity', 'secret.title'],
  ['identity', 'server.title'],
  ['identity', 'who.title'],
  ['areas', 'areas.title'],
  ['privacy', 'privacy.consent'],
  ['privacy', 'privacy.retention'],
  ['privacy', 'privacy.hidden'],
  ['look', 'look.look'],
  ['look', 'look.languages'],
];

export default {
  settings: [
    {
      id: 'widget',
      group: 'channels',
      labelKey: 'widget-settings:title',
      wordsKey: 'widget-settings:words',
      icon: MessageSquare,
      may: mayWrite,
      fields: sections.map(([tab, name]) => ({
        id: name.replace('.', '-'),
        labelKey: `widget-settings:${name}`,
        ...(tab === 'install' ? {} : { search: { tab } }),
      })),
      routes: [{ path: '/widget', search: widgetSearch, screen: async () => (await import('./routes')).WidgetRoute }],
      commands: [{ id: 'widget', labelKey: 'widget-settings:command', path: '/widget' }],
    },
  ],
} satisfies FeatureSlots;
