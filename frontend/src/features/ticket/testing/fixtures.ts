import type { Entry, EntryKind, EntryOf, TicketDetail } from '../types';

type EntryMail = NonNullable<EntryOf<'message'>['payload']['mail']>;

/** Kestrel Freight's ticket, as in the interface guide. Ids and times count up from the message. */
export function entry<Kind extends EntryKind = 'message'>(
  id: number,
  over: Partial<EntryOf<Kind>> & { kind?: Kind } = {},
): EntryOf<Kind> {
  const minute = String(id % 60).padStart(2, '0');
  const message: EntryOf<'message'> = {
    id,
    kind: 'message',
    visibility: 'public',
    author: HELEN,
    body_html: `<p>Message ${id}</p>`,
    body_text: `Message ${id}`,
    channel: 'widget',
    created_at: `2026-03-12T13:${minute}:00Z`,
    delivery: { state: '', detail: '' },
    attachments: [],
    payload: {},
    is_redacted: false,
    redactions: [],
  };
  // TypeScript does not see that `over` brings the payload of its kind.
  return { ...message, ...over } as unknown as EntryOf<Kind>;
}

export const HELEN = { kind: 'contact', id: 7, name: 'Helen Marsh' } as const;
export const INES = { kind: 'staff', id: 5, name: 'Ines Duarte' } as const;
export const MAYA = { kind: 'staff', id: 6, name: 'Maya Okafor' } as const;
export const ASSISTANT = { kind: 'assistant', id: null, name: 'Assistant' } as const;
export const SYSTEM = { kind: 'system', id: null, name: 'Candor' } as const;

export function fromAssistant(id: number, over: Partial<EntryOf<'message'>> = {}): Entry {
  return entry(id, {
    author: ASSISTANT,
    payload: {
      citations: [{ article_id: 9, title: 'Fix HLY-4012', url: '/help/halyard/fix-hly-4012', quote: 'Grant usage.' }],
      confidence: 0.82,
      confidence_word: 'high',
      decision: 'answer',
    },
    ...over,
  });
}

export function handoffEntry(id: number): Entry {
  return entry(id, {
    kind: 'ai',
    visibility: 'internal',
    author: ASSISTANT,
    body_html: '',
    body_text: '',
    payload: {
      step: 'handoff',
      handoff_id: 3,
      reason: 'boundary',
      reason_label: 'A topic that people handle',
      boundary: '',
      summary: 'Backfill needed.',
    },
  });
}

export function changeEntry(id: number, changes: Record<string, [unknown, unknown]>, by: Entry['author'] = MAYA): Entry {
  return entry(id, {
    kind: 'change',
    visibility: 'internal',
    author: by,
    body_html: '',
    body_text: '',
    payload: { changes, names: {}, reason: '' },
  });
}

export function ticket(over: Partial<TicketDetail> = {}): TicketDetail {
  const results = over.timeline?.results ?? [entry(990)];
  return {
    number: 48213,
    public_id: 'a0000000-0000-4000-8000-000000048213',
    subject: 'Snowflake export empty since Tuesday',
    status: 'open',
    priority: 'P1',
    priority_is_pinned: false,
    tier: 'T2',
    type: 'bug',
    channel: 'email',
    reply_by: over.channel === 'widget' ? 'chat' : 'email',
    brand: { id: 1, name: 'Halyard', slug: 'halyard' },
    requester: { id: 7, name: 'Helen Marsh', email: 'helen@kestrel.example' },
    company: { id: 3, name: 'Kestrel Freight', segment: 'enterprise' },
    team: { id: 2, name: 'Pipelines' },
    assignee: { id: 5, name: 'Ines Duarte' },
    tags: ['exports'],
    product_area: 'exports',
    handler: 'person',
    reason: 'Handed over',
    reason_message: null,
    merged_into: null,
    preview: 'Our nightly Snowflake export',
    is_unread: false,
    last_message_by: 'contact',
    waiting_since: '2026-03-12T13:41:00Z',
    sla: null,
    created_at: '2026-03-12T13:41:00Z',
    last_activity_at: '2026-03-12T13:41:00Z',
    last_message_at: '2026-03-12T13:41:00Z',
    resolved_at: null,
    snoozed_until: null,
    snoozed_for: '',
    snoozed_item: null,
    is_spam: false,
    is_deleted: false,
    trash: null,
    version: 7,
    custom: {},
    last_entry_id: 990,
    last_customer_entry_id: 990,
    first_replied_at: null,
    reopened_count: 0,
    links: [],
    rating: null,
    permissions: permissions(),
    ...over,
    timeline: { previous: null, ...over.timeline, results },
  };
}

/** Everything is allowed but for what `over` takes away. */
export function permissions(over: Partial<TicketDetail['permissions']> = {}): TicketDetail['permissions'] {
  return { reply: true, note: true, update: true, trash: true, redact: true, take: true, assign: true, merge: true, ...over };
}

/** What the channel tells about a mail of Helen's. */
export function mail(over: Partial<EntryMail> = {}): EntryMail {
  return {
    inbound_id: 1,
    has_quote: false,
    has_html: true,
    remote_images: 0,
    is_authentic: true,
    from: 'helen@kestrel.example',
    to: ['support@halyard.example'],
    cc: [],
    automatic: '',
    invitations: [],
    note: '',
    ...over,
  };
}

/** A customer's message that came by mail, with what the channel tells about it. */
export function mailEntry(
  id: number,
  told: Partial<EntryMail> = {},
  over: Partial<EntryOf<'message'>> = {},
): EntryOf<'message'> {
  return entry(id, { channel: 'email', payload: { mail: mail(told) }, ...over });
}
