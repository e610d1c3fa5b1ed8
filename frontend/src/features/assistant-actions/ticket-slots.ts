import type { FeatureTicketSlots } from '@/shared/slots';
import { TicketActions } from './ticket-actions';
import './actions.css';

export default {
  panel: [{ id: 'actions', labelKey: 'assistant-actions:panel.title', places: { customer: 12 }, component: TicketActions }],
  live: [{ id: 'actions', on: ['assistant.action_changed', 'tickets.note_added'] }],
} satisfies FeatureTicketSlots;
