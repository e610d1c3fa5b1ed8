import ShieldCheck from 'lucide-react/icons/shield-check';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'privacy',
      group: 'data',
      labelKey: 'privacy:title',
      wordsKey: 'privacy:words',
      icon: ShieldCheck,
      may: (has) => has('privacy.write'),
      fields: [
        { id: 'arrival', labelKey: 'privacy:arrival.title' },
        { id: 'retention', labelKey: 'privacy:retention.title' },
        { id: 'holds', labelKey: 'privacy:holds.title' },
        { id: 'kept-out', labelKey: 'privacy:keptOut.title' },
        { id: 'reading', labelKey: 'privacy:reading.title' },
        { id: 'person', labelKey: 'privacy:person.title' },
      ],
      routes: [{ path: '/privacy', screen: async () => (await import('./settings/privacy-screen')).PrivacyScreen }],
      commands: [{ id: 'privacy', labelKey: 'privacy:command', path: '/privacy' }],
    },
  ],
} satisfies FeatureSlots;
