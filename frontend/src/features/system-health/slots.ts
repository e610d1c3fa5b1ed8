import HeartPulse from 'lucide-react/icons/heart-pulse';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'system-health',
      group: 'data',
      labelKey: 'system-health:title',
      wordsKey: 'system-health:words',
      icon: HeartPulse,
      may: (has) => has('system.read'),
      routes: [{ path: '/system-health', screen: async () => (await import('./health-screen')).HealthScreen }],
      commands: [{ id: 'system-health', labelKey: 'system-health:command', path: '/system-health' }],
    },
  ],
} satisfies FeatureSlots;
