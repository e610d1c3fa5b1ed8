import type { FeatureSlots } from '@/shared/slots';
import { ledgerSearch, reviewSearch } from './search';

export default {
  assistant: [
    {
      id: 'review',
      labelKey: 'ai-review:review.title',
      place: 10,
      path: '/review',
      may: (has) => has('assistant.review'),
      search: reviewSearch,
      screen: async () => (await import('./review-screen')).ReviewScreen,
    },
    {
      id: 'ledger',
      labelKey: 'ai-review:ledger.title',
      place: 20,
      path: '/ledger',
      may: (has) => has('assistant.review'),
      search: ledgerSearch,
      screen: async () => (await import('./ledger-screen')).LedgerScreen,
    },
    {
      id: 'autonomy',
      labelKey: 'ai-review:autonomy.title',
      place: 30,
      path: '/autonomy',
      may: (has) => has('assistant.review'),
      screen: async () => (await import('./autonomy-screen')).AutonomyScreen,
    },
  ],
} satisfies FeatureSlots;
