import ScrollText from 'lucide-react/icons/scroll-text';
import type { FeatureSlots } from '@/shared/slots';
import { auditSearch } from './search';

export default {
  settings: [
    {
      id: 'audit',
      group: 'data',
      labelKey: 'audit:title',
      wordsKey: 'audit:words',
      icon: ScrollText,
      may: (has) => has('audit.read'),
      fields: [{ id: 'export', labelKey: 'audit:export' }],
      routes: [{ path: '/audit', search: auditSearch, screen: async () => (await import('./audit-route')).AuditRoute }],
      commands: [{ id: 'audit', labelKey: 'audit:command', path: '/audit' }],
    },
  ],
} satisfies FeatureSlots;
