import type { Me, TicketRow } from '../api';

export const ME: Me = {
  id: 5,
  name: 'Ines Duarte',
  email: 'ines@halyard.example',
  title: 'Support engineer',
  role: 'supervisor',
  presence: 'online',
  presence_is_manual: false,
  theme: 'system',
  mail_notices: 'never',
  locale: 'en',
  timezone: 'Europe/London',
  team_ids: [2],
  verbs: ['ticket.assign_others', 'ticket.bulk', 'ticket.reply', 'ticket.update', 'article.draft', 'article.publish'],
};

/** A ticket row for tests; give what the test is about. */
export function ticketRow(number: number, given: Partial<TicketRow> = {}): TicketRow {
  return {
    number,
    public_id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    subject: `Subject ${number}`,
    status: 'open',
    priority: 'P3',
    priority_is_pinned: false,
    tier: 'T2',
    type: 'bug',
    channel: 'email',
    reply_by: 'email',
    brand: { id: 1, name: 'Halyard', slug: 'halyard' },
    requester: { id: 7, name: 'Helen Marsh', email: 'helen@kestrel.example' },
    company: { id: 3, name: `Company ${number}`, segment: 'enterprise' },
    team: { id: 2, name: 'Pipelines' },
    assignee: null,
    tags: [],
    product_area: 'exports',
    handler: 'person',
    reason: 'Handed over',
    preview: 'The export is empty.',
    is_unread: false,
    last_message_by: 'contact',
    waiting_since: null,
    sla: null,
    created_at: '2026-03-12T09:00:00Z',
    last_activity_at: '2026-03-12T10:00:00Z',
    last_message_at: '2026-03-12T10:00:00Z',
    resolved_at: null,
    snoozed_until: null,
    version: 1,
    ...given,
  };
}
