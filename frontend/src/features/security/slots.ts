import ShieldCheck from 'lucide-react/icons/shield-check';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'security',
      group: 'workspace',
      labelKey: 'security:title',
      wordsKey: 'security:words',
      icon: ShieldCheck,
      may: (has) => has('security.read'),
      fields: [
        { id: 'providers', labelKey: 'security:providers.title' },
        { id: 'addresses', labelKey: 'security:ours.title' },
        { id: 'rule', labelKey: 'security:rule.title' },
        { id: 'owners', labelKey: 'security:rule.glass' },
        { id: 'scanner', labelKey: 'security:scanner.title' },
      ],
      routes: [{ path: '/security', screen: async () => (await import('./security-screen')).SecurityScreen }],
      commands: [{ id: 'security', labelKey: 'security:command', path: '/security' }],
    },
  ],
} satisfies FeatureSlots;
