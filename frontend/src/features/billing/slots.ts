import CreditCard from 'lucide-react/icons/credit-card';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'billing',
      group: 'data',
      labelKey: 'billing:title',
      wordsKey: 'billing:words',
      icon: CreditCard,
      may: (has) => has('connection.read'),
      fields: [
        { id: 'billing-hooks', labelKey: 'billing:hooks.title' },
        { id: 'billing-use', labelKey: 'billing:use.title' },
        { id: 'billing-customers', labelKey: 'billing:customers.title' },
      ],
      routes: [{ path: '/billing', screen: async () => (await import('./billing-screen')).BillingScreen }],
      commands: [{ id: 'billing', labelKey: 'billing:command', path: '/billing' }],
    },
  ],
} satisfies FeatureSlots;
