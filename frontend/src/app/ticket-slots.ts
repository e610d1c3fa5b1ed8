import { joinTicketSlots, type FeatureTicketSlots } from '@/shared/slots';

/** What the features add to the screen of a ticket, from the `ticket-slots.ts` of each; loaded together with it. */
export const ticketSlots = joinTicketSlots(
  Object.values(import.meta.glob<FeatureTicketSlots>('../features/*/ticket-slots.ts', { eager: true, import: 'default' })),
);
