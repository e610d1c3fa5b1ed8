import type { FeatureTicketSlots } from '@/shared/slots';
import { TicketFields } from './ticket-fields';

/** What decides which fields a ticket shows, and what they hold. */
const ASKED = ['custom', 'type', 'product_area'];

interface Told {
  entries?: readonly { payload?: { changes?: object } }[];
}

export default {
  panel: [{ id: 'fields', labelKey: 'fields-settings:panel.title', places: { customer: 11 }, component: TicketFields }],
  live: [
    {
      id: 'fields',
      on: ['tickets.ticket_changed', 'tickets.reply_posted', 'tickets.entries_redacted'],
      patch: (known, data) => {
        const changes = ((data as Told).entries ?? []).flatMap(({ payload }) => Object.keys(payload?.changes ?? {}));
        return changes.some((name) => ASKED.includes(name)) ? undefined : known;
      },
    },
  ],
} satisfies FeatureTicketSlots;
