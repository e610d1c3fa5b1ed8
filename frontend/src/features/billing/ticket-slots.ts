import type { FeatureTicketSlots } from '@/shared/slots';
import { TicketBilling } from './ticket-billing';

export default {
  panel: [
    {
      id: 'billing',
      labelKey: 'billing:panel.title',
      places: { customer: 15 },
      may: (has) => has('billing.read'),
      component: TicketBilling,
    },
  ],
} satisfies FeatureTicketSlots;
