/** Shapes of the endpoints that only the ticket screen uses. */
import type {
  Citation,
  ClockKind,
  ClockState,
  ConfidenceWord,
  Contact,
  Entry,
  Named,
  Status,
} from '@/shared/api';

export type {
  AttachmentFile,
  AuthorKind,
  Citation,
  ClockKind,
  ClockState,
  ConfidenceWord,
  Entry,
  EntryKind,
  Named,
  Priority,
  Status,
  TicketDetail,
} from '@/shared/api';

export type ComposerKind = 'public' | 'note';

/** The timeline of a ticket as far as it has been loaded, oldest entry first. */
export interface LoadedTimeline {
  results: Entry[];
  previous: string | null;
}

export interface CopilotDraft {
  body_html: string;
  citations: Citation[];
  confidence: number;
  confidence_word: ConfidenceWord;
  uncited: string[];
  engine: string;
  run_id?: number | null;
}

export interface SlaClock {
  kind: ClockKind;
  state: ClockState;
  started_at: string;
  due_at: string | null;
  target_seconds: number;
  elapsed_seconds: number;
  fulfilled_at: string | null;
  breached_at: string | null;
  calendar: { name: string; timezone: string } | null;
  /** Counts the next replies of a ticket. */
  number?: number;
  /** The working time that counts towards the target. */
  stretches?: { from: string; to: string; seconds: number }[];
}

export interface SlaDetail {
  policy: Named | null;
  clocks: SlaClock[];
  history: SlaStep[];
}

export interface SlaStep {
  at: string;
  kind: string;
  clock: string;
  number?: number;
  detail: string;
  /** What came later proved it wrong; it no longer counts. */
  is_replaced?: boolean;
}

export interface RoutingDetail {
  tier: string;
  team: Named | null;
  assignee: Named | null;
  score: { total: number; parts: { label: string; points: number; detail: string }[] } | null;
  reasons: { label: string; detail: string }[];
  decided_at: string | null;
  rule: string | null;
  history?: PastDecision[];
}

export interface PastDecision {
  step: string;
  tier: string;
  team: string | null;
  assignee: string | null;
  reasons: { label: string; detail: string }[];
  decided_at: string;
}

export interface SessionContext {
  consent: boolean;
  page: { url: string; title: string; area: string; element: string } | null;
  trail: { at: string; kind: 'route' | 'click' | 'request' | 'error'; label: string; detail: string }[];
  attributes: Record<string, unknown>;
  expires_on: string | null;
}

export interface HandoffDetail {
  id: number;
  summary: string;
  wants: string;
  tried: { label: string; ok: boolean }[];
  why: string;
  reason: string;
  reason_label?: string;
  confidence: number | null;
  confidence_word: ConfidenceWord | '';
  told_customer: string;
  created_at: string;
}

export interface TriageField {
  value: string;
  confidence: number;
  needs_review: boolean;
  /** Who put it right, if somebody did. */
  corrected_by?: string | number | null;
}

export interface TriageDetail {
  fields: Record<string, TriageField>;
  entities: { kind: string; value: string }[];
}

/** Whom, and which team, this reader can give the ticket to. */
export interface Assignees {
  people: { id: number; name: string }[];
  teams: { id: number; name: string }[];
}

export interface Suggestions {
  /** `customer_url` is where the requester opens it; empty for what they may not read. */
  articles: { id: number; title: string; url: string; customer_url: string; quote: string; score: number }[];
  tickets: { number: number; subject: string; status: Status }[];
}

/** A contact as its own endpoint tells it. */
export interface ContactDetail extends Contact {
  /** The identity was proven: by a signed token, by mail, or by our records. */
  is_verified?: boolean;
}
