import HeartPulse from 'lucide-react/icons/heart-pulse';
import type { FeatureSlots, Has } from '@/shared/slots';

const mayManage = (has: Has): boolean => has('insights.write');

export default {
  settings: [
    {
      id: 'health',
      group: 'work',
      labelKey: 'signals:rules.title',
      wordsKey: 'signals:rules.words',
      icon: HeartPulse,
      may: mayManage,
      fields: [
        { id: 'weights', labelKey: 'signals:rules.weights' },
        { id: 'limits', labelKey: 'signals:rules.limits' },
        { id: 'budget', labelKey: 'signals:rules.budget' },
        { id: 'leads', labelKey: 'signals:rules.leads' },
        { id: 'use', labelKey: 'signals:rules.use' },
        { id: 'calibration', labelKey: 'signals:calibration.title' },
      ],
      routes: [{ path: '/health', screen: async () => (await import('./rules-screen')).HealthRulesScreen }],
      commands: [{ id: 'health', labelKey: 'signals:rules.command', path: '/health' }],
    },
  ],
} satisfies FeatureSlots;
