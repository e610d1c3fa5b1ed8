/**
 * Shapes of the REST API and of the `data` of live events.
 *
 * What is sent follows `schema.d.ts`, which `make openapi` generates. What is answered is written
 * out here: the API describes those bodies as objects.
 */

import type { components } from './schema';

type Schemas = components['schemas'];
export type ArticleInput = Schemas['PatchedArticleInput'];
export type MeInput = Partial<Schemas['PatchedMeUpdate']>;
export type ViewInput = Schemas['PatchedViewInput'];
/** A new ticket; what has a default may be left out. */
export type TicketInput = Pick<Schemas['TicketCreate'], 'subject' | 'body' | 'requester'> & Partial<Schemas['TicketCreate']>;

export type Status = 'new' | 'open' | 'pending' | 'on_hold' | 'resolved' | 'closed';
export type Priority = 'P1' | 'P2' | 'P3' | 'P4';
export type Channel = 'widget' | 'email' | 'slack' | 'api' | 'web' | 'agent';
/** How a reply leaves. */
export type Way = 'chat' | 'email' | 'api';
export type Tier = '' | 'T1' | 'T2' | 'T3';
export type Segment = 'enterprise' | 'mid_market' | 'smb' | 'self_serve';
export type Handler = 'assistant' | 'person' | 'none';
export type ConfidenceWord = 'low' | 'medium' | 'high';
export type PresenceStatus = 'online' | 'away' | 'away_handing_on' | 'offline';
export type Theme = 'light' | 'dark' | 'system';

export interface Named {
  id: number;
  name: string;
}

export interface Page<Row> {
  results: Row[];
  next: string | null;
}

export type ClockKind = 'first_reply' | 'next_reply' | 'resolution';
export type ClockState = 'running' | 'paused' | 'breached' | 'met' | 'cancelled';

/** The next due clock of a ticket, as its row carries it. */
export interface RowClock {
  kind: ClockKind;
  due_at: string;
  state: ClockState;
  started_at: string | null;
}

export interface TicketRow {
  number: number;
  public_id: string;
  subject: string;
  status: Status;
  priority: Priority;
  priority_is_pinned: boolean;
  tier: Tier;
  type: string;
  channel: Channel;
  reply_by: Way;
  brand: Named & { slug: string };
  requester: Named & { email?: string };
  company: (Named & { segment: string }) | null;
  team: Named | null;
  assignee: Named | null;
  tags: string[];
  product_area: string;
  handler: Handler;
  /** One short line that says why the ticket is in front of a person. */
  reason: string;
  preview: string;
  is_unread: boolean;
  is_spam?: boolean;
  is_deleted?: boolean;
  last_message_by: 'contact' | 'staff' | 'assistant' | '';
  waiting_since: string | null;
  sla: RowClock | null;
  created_at: string;
  last_activity_at: string;
  last_message_at: string | null;
  resolved_at: string | null;
  snoozed_until: string | null;
  version: number;
}

export type EntryKind = 'message' | 'note' | 'change' | 'ai' | 'routing' | 'sla' | 'integration' | 'rating';
export type AuthorKind = 'contact' | 'staff' | 'token' | 'assistant' | 'system';

export interface AttachmentFile {
  id: string;
  name: string;
  size: number;
  content_type: string;
  url: string;
}

export interface Citation {
  article_id: number | null;
  title: string;
  url: string;
  quote: string;
  heading?: string;
  /** Set when the source is past its review date. */
  is_stale?: boolean;
  /** Set when the source must not reach a customer. */
  is_internal?: boolean;
  updated_at?: string | null;
}

export interface Entry {
  id: number;
  kind: EntryKind;
  visibility: 'public' | 'internal';
  author: { kind: AuthorKind; id: number | null; name: string };
  body_html: string;
  body_text: string;
  channel: string;
  created_at: string;
  delivery: { state: '' | 'queued' | 'sent' | 'failed' | 'bounced' | 'in_doubt'; detail: string };
  attachments: AttachmentFile[];
  payload: Record<string, unknown>;
  is_redacted: boolean;
}

export interface TicketDetail extends TicketRow {
  custom: Record<string, unknown>;
  last_entry_id: number | null;
  last_customer_entry_id: number | null;
  followers: Named[];
  links: { number: number; kind: string; subject?: string }[];
  rating: { score: number; comment: string } | null;
  timeline: { results: Entry[]; previous: string | null };
  permissions: {
    reply: boolean;
    note: boolean;
    update: boolean;
    trash?: boolean;
    /** To take a free ticket, or lay down one's own. */
    take?: boolean;
    /** To give a ticket to others. */
    assign?: boolean;
  };
}

/** Fields a PATCH of a ticket or a bulk change takes. */
export type TicketChanges = Omit<Schemas['PatchedTicketChange'], 'status' | 'priority'> & {
  status?: Status;
  priority?: Priority;
  /** Bulk changes alone. */
  add_tags?: string[];
  remove_tags?: string[];
};

export interface Me {
  id: number;
  name: string;
  email: string;
  title: string;
  role: string;
  presence: PresenceStatus;
  /** Chosen by the person; an automatic absence ends with the next key press. */
  presence_is_manual: boolean;
  theme: Theme;
  /** When a customer's answer also reaches its assignee by email. */
  mail_notices: 'never' | 'away' | 'always';
  locale: string;
  timezone: string;
  team_ids: number[];
  /** What the role allows: `ticket.reply`, `article.publish`, … */
  verbs: string[];
}

export interface StaffUser extends Named {
  email: string;
  /** False for who may not reply to customers: they get no tickets. */
  can_answer?: boolean;
  title?: string;
  role: string;
  presence: PresenceStatus;
  team_ids?: number[];
  skills?: string[];
}

export interface Team extends Named {
  slug: string;
  /** False while nobody in it can reply to customers. */
  can_answer?: boolean;
  tier: number | null;
}

export interface Brand extends Named {
  slug: string;
  color?: string;
  is_default?: boolean;
  /** A mailbox of it can send. */
  replies_by_email?: boolean;
}

export type ViewKind = 'personal' | 'team' | 'shared';

export interface SavedView {
  id: number;
  name: string;
  kind: ViewKind;
  team_id: number | null;
  owner_id: number | null;
  query: string;
  sort: string;
  columns: string[];
  position: number;
}

/** Tickets of each view, by the view's id as text; 1000 stands for more than 999. */
export type ViewCounts = Record<string, number>;

/** A found ticket is a whole row besides; the others have these members alone. */
export type SearchHit =
  | (TicketRow & { type: 'ticket'; title: string; snippet: string })
  | { type: 'contact' | 'company'; id: number; title: string; snippet: string }
  | { type: 'article'; id: number; title: string; snippet: string; url?: string };

export interface Company extends Named {
  domain: string;
  external_id?: string | null;
  /** USD a year. */
  arr: number | null;
  segment: string;
  segment_is_override: boolean;
  plan: string;
  renewal_on: string | null;
  csm: Named | null;
  health_score: number | null;
  timezone: string;
  /** Where the facts come from, and when they were read. */
  facts: { source: string; at: string | null };
  created_at: string;
}

export interface Contact extends Named {
  public_id: string;
  email: string;
  title: string;
  phone: string;
  company: (Named & { segment: string }) | null;
  locale: string;
  timezone: string;
  is_blocked: boolean;
  is_visitor: boolean;
  created_at: string;
}

export interface BulkResult {
  changed: number[];
  failed: { number: number; detail: string }[];
  /** Pass to POST /undo; null when nothing changed. */
  undo: string | null;
}
