import type { FeatureTicketSlots } from '@/shared/slots';

import { Sides } from './sides';
import './sides.css';

export default {
  panel: [{ id: 'sides', labelKey: 'side-conversations:title', places: { customer: 12 }, component: Sides }],
  live: [
    {
      id: 'sides',
      on: [
        'tickets.side_',
        'tickets.delivery_changed',
        'tickets.entries_redacted',
        'tickets.ticket_merged',
        'tickets.ticket_unmerged',
      ],
    },
  ],
} satisfies FeatureTicketSlots;
