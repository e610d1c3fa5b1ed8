/** The answers of the customer-side API; `docs/widget.md` describes them. */

export type TextNode = string | { t: string; href?: string; a?: Record<string, string>; c?: TextNode[] };

export interface Person {
  name: string;
  email: string;
}

export interface Session {
  token: string;
  expires_at: string;
  is_verified: boolean;
  subject: string;
  person: Person;
  consent: 'unasked' | 'granted' | 'refused';
}

export interface GuideStep {
  selector: string;
  title: string;
  text: string;
}

export interface Citation {
  number: number;
  title: string;
  slug: string;
  url: string;
  quote: string;
  /** The headings of the article that the answer rests on. */
  sections: string[];
  guide: GuideStep[];
}

export interface FileRef {
  id: string;
  name: string;
  size: number;
  content_type: string;
  url: string;
}

export interface Message {
  id: string;
  client_id: string;
  kind: 'message' | 'handoff';
  author: { kind: 'me' | 'assistant' | 'person' | 'team'; name: string };
  at: string;
  body: TextNode[];
  citations: Citation[];
  confidence: '' | 'low' | 'medium' | 'high';
  /** Whether to ask "Did this help?" below it. */
  asks: boolean;
  has_helped: boolean | null;
  attachments: FileRef[];
}

/** The one promise about a person's reply. */
export interface Wait {
  /** `set`: the brand's words in `text`; `usual`, `within`: `seconds`; `here`, `away`: no time is known. */
  promise: 'set' | 'usual' | 'within' | 'here' | 'away';
  seconds: number | null;
  /** The moment that `within` means. */
  until: string | null;
  text: string;
}

/** What support would see of the page, as the server cleans it. */
export interface Preview {
  page: { url: string; title: string; element: string };
  attributes: Record<string, string | number | boolean>;
  steps: { at: string; kind: string; label: string; detail: string }[];
}

export interface Handoff {
  wants: string;
  tried: { label: string; ok: boolean }[];
  /** A code of the fixed list, or empty. */
  why: string;
}

export interface Summary {
  id: string;
  subject: string;
  status: 'open' | 'resolved' | 'closed';
  /** Who has the conversation now; `waiting` is on its way to a person. */
  owner: 'assistant' | 'person' | 'waiting';
  person: string;
  preview: string;
  last_at: string;
  unread: number;
}

export interface Conversation extends Summary {
  messages: Message[];
  previous: string | null;
  handoff: Handoff | null;
  rating: number | null;
  may_rate: boolean;
  /** Where replies also go; empty while nothing is sent by email. */
  reply_email: string;
  may_leave_email: boolean;
  may_change_email: boolean;
  /** An answer came by mail: what follows stands in a conversation that the chat does not show. */
  goes_on_by_email: boolean;
  wait: Wait;
}

export interface ArticleRef {
  slug: string;
  title: string;
  summary: string;
  url: string;
}

export interface Article extends ArticleRef {
  body: TextNode[];
  guide: GuideStep[];
}

export interface Notice {
  id: string;
  text: string;
  article: string;
}

export interface Home {
  greeting: string;
  help_center: string;
  suggestions: ArticleRef[];
  conversations: Summary[];
  notices: Notice[];
  wait: Wait;
  retention_days: number;
}
