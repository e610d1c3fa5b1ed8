import type { FeatureTicketSlots } from '@/shared/slots';
import { TicketRunbooks } from './ticket-runbooks';

export default {
  panel: [
    {
      id: 'runbooks',
      labelKey: 'runbooks:title',
      places: { customer: 13 },
      may: (has) => has('article.read'),
      component: TicketRunbooks,
    },
  ],
  // Another category brings another runbook; a colleague's mark is shown at once.
  live: [{ id: 'runbook', on: ['kb.runbook_marked', 'tickets.ticket_changed', 'tickets.entries_redacted'] }],
} satisfies FeatureTicketSlots;
