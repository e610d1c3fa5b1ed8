/** Shapes of the endpoints and payloads of the email channel. */

export interface Bounce {
  at: string;
  /** A hard one holds until mail gets through again; a soft one may pass. */
  kind: 'hard' | 'soft';
  detail: string;
}

export interface Recipient {
  address: string;
  name: string;
  is_approved: boolean;
  bounce: Bounce | null;
}

/** Who a public reply goes to unless its writer chooses otherwise. */
export interface TicketRecipients {
  /** What the reply leaves by. */
  channel: string;
  can_email: boolean;
  from: { name: string; address: string } | null;
  to: Recipient[];
  /** What a reply may choose from where the customer's mail wants its answer elsewhere. */
  choices?: Recipient[];
  cc: Recipient[];
  /** Put in CC by a sender who was not proven; they get nothing before staff choose them. */
  pending: Recipient[];
  /** Why mail cannot leave, or what else the writer should know. */
  note: string;
}

export interface Person {
  address: string;
  name: string;
}

/** An invitation that came with a mail. */
export interface Invitation {
  method: string;
  summary: string;
  organizer: string;
  location: string;
  starts_at: string | null;
  ends_at: string | null;
  /** No zone is known: the times are those of a clock on the wall, written as UTC. */
  isFloating: boolean;
  /** The times are dates. */
  isAllDay: boolean;
}

/** What an entry tells about the mail it came from. */
export interface MailFacts {
  from: Person;
  to: Person[];
  cc: Person[];
  /** Where the sender wants answers instead. */
  replyTo: Person[];
  isProven: boolean;
  hasQuote: boolean;
  hasHtml: boolean;
  remoteImages: number;
  /** "" for mail that a person wrote. */
  automatic: string;
  invitations: Invitation[];
  note: string;
}

/** The whole mail of an entry. */
export interface OriginalMail {
  text: string;
  quoted_text: string;
  has_html: boolean;
  remote_images: number;
  raw_url: string;
}

export type DeliveryAction = 'send_again' | 'was_sent' | 'cancel';
