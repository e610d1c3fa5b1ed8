import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type Named, type Page } from '@/shared/api';

export type Intake = 'imap' | 'webhook' | 'forwarding';
export type SignIn = 'password' | 'google' | 'microsoft';
export type Security = 'tls' | 'starttls' | 'none';
export type Provider = '' | 'mailgun' | 'postmark' | 'sendgrid' | 'ses';
export type HealthState = 'new' | 'ok' | 'failing' | 'sign_in' | 'quiet';
export type MailState = 'fetched' | 'failed' | 'stored' | 'suspended' | 'deleted';
export type RuleKind = 'allow' | 'block';

export const MAIL_STATES: readonly MailState[] = ['fetched', 'failed', 'stored', 'suspended', 'deleted'];

export interface Health {
  state: HealthState;
  /** The state's name, or one sentence about what is wrong. */
  label: string;
  /** What failed and what to do, in the server's words. */
  detail: string;
  failing_since: string | null;
  checked_at: string | null;
  last_mail_at: string | null;
  last_sent_at: string | null;
  waiting: number;
  suspended: number;
}

/** What a mailbox and the input of its form have in common. */
export interface MailboxFields {
  address: string;
  sender_name: string;
  signature_html: string;
  is_active: boolean;
  acknowledges: boolean;
  uses_plus_address: boolean;
  trusted_authserv: string;
  quiet_after_hours: number | null;
  intake: Intake;
  sign_in: SignIn;
  username: string;
  imap_host: string;
  imap_port: number;
  imap_security: Security;
  imap_folder: string;
  smtp_host: string;
  smtp_port: number;
  smtp_security: Security;
  smtp_username: string;
  provider: Provider;
}

export interface Mailbox extends MailboxFields {
  id: number;
  brand: Named;
  has_password: boolean;
  has_smtp_password: boolean;
  has_webhook_secret: boolean;
  is_signed_in: boolean;
  webhook_url: string;
  health: Health;
}

/** Secrets are only sent: one that is left out stays as it is. */
export interface MailboxInput extends MailboxFields {
  brand_id: number;
  password?: string;
  smtp_password?: string;
  webhook_secret?: string;
}

export interface CheckStep {
  name: string;
  /** null: not tried, because an earlier step failed or it does not apply. */
  ok: boolean | null;
  detail: string;
  what_to_do: string;
}

export interface CheckAnswer {
  ok: boolean;
  steps: CheckStep[];
}

export interface MailRow {
  id: number;
  mailbox: { id: number; address: string };
  source: 'imap' | 'webhook' | 'import';
  state: MailState;
  state_label: string;
  reason: string;
  reason_label: string;
  detail: string;
  from: { name: string; address: string };
  subject: string;
  size: number;
  is_authentic: boolean;
  ticket: number | null;
  attempts: number;
  next_attempt_at: string | null;
  fetched_at: string;
  finished_at: string | null;
}

export interface Mail extends MailRow {
  headers: [name: string, value: string][];
  text: string;
  has_raw: boolean;
}

/** Mails of the last days, since `since`; what waits or is suspended counts whatever its age. */
export type MailCounts = Record<MailState, number> & {
  by_reason: { reason: string; label: string; count: number }[];
  since: string | null;
};

export interface MailFilters {
  mailbox?: number;
  state?: MailState;
  reason?: string;
  q?: string;
}

export interface SenderRule {
  id: number;
  pattern: string;
  kind: RuleKind;
  created_at: string;
}

/** What an action on several mails did, and why it did not work for the rest. */
export interface Outcome {
  changed: number[];
  failed: { id: number; detail: string }[];
}

const PAGE_SIZE = 50;
const HALF_A_MINUTE = 30_000;

export const mailKeys = {
  mailboxes: ['mailboxes'] as const,
  mailbox: (id: number) => ['mailboxes', id] as const,
  /** Prefix of everything about mail that came in. */
  mail: ['mail'] as const,
  lists: ['mail', 'list'] as const,
  rules: ['mail', 'rules'] as const,
};

const all = async <Row>(path: string, signal: AbortSignal): Promise<Row[]> =>
  (await api.get<Page<Row>>(path, { signal })).results;

export const mailboxesQuery = queryOptions({
  queryKey: mailKeys.mailboxes,
  queryFn: ({ signal }) => all<Mailbox>('/mailboxes', signal),
  refetchInterval: HALF_A_MINUTE,
});

export const mailboxQuery = (id: number) =>
  queryOptions({
    queryKey: mailKeys.mailbox(id),
    queryFn: ({ signal }) => api.get<Mailbox>(`/mailboxes/${id}`, { signal }),
  });

export const mailListQuery = (filters: MailFilters) =>
  infiniteQueryOptions({
    queryKey: [...mailKeys.lists, filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<MailRow>>('/mail/log', { query: { ...filters, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // Rows must not move under somebody who reads them; news is counted and offered.
    refetchOnWindowFocus: false,
  });

export const mailCountsQuery = (mailbox?: number) =>
  queryOptions({
    queryKey: [...mailKeys.mail, 'counts', mailbox ?? null],
    queryFn: ({ signal }) => api.get<MailCounts>('/mail/log/counts', { query: { mailbox }, signal }),
    refetchInterval: HALF_A_MINUTE,
    placeholderData: (previous) => previous,
  });

export const mailQuery = (id: number) =>
  queryOptions({
    queryKey: [...mailKeys.mail, 'one', id],
    queryFn: ({ signal }) => api.get<Mail>(`/mail/log/${id}`, { signal }),
  });

export const rulesQuery = queryOptions({
  queryKey: mailKeys.rules,
  queryFn: ({ signal }) => all<SenderRule>('/mail/rules', signal),
});

export const rawUrl = (id: number): string => `/api/v1/mail/log/${id}/raw`;

export const emailApi = {
  create: (input: MailboxInput) => api.post<Mailbox>('/mailboxes', input),
  update: (id: number, change: Partial<MailboxInput>) => api.patch<Mailbox>(`/mailboxes/${id}`, change),
  remove: (id: number) => api.delete(`/mailboxes/${id}`),
  check: (id: number) => api.post<CheckAnswer>(`/mailboxes/${id}/check`),
  signIn: (id: number) => api.post<{ url: string }>(`/mailboxes/${id}/sign-in`),
  recover: (ids: readonly number[], allowSender: boolean) =>
    api.post<Outcome>('/mail/suspended/recover', { ids, allow_sender: allowSender }),
  discard: (ids: readonly number[]) => api.post<Outcome>('/mail/suspended/delete', { ids }),
  retry: (id: number) => api.post<Outcome>(`/mail/log/${id}/retry`),
  addRule: (rule: Pick<SenderRule, 'pattern' | 'kind'>) => api.post<SenderRule>('/mail/rules', rule),
  removeRule: (id: number) => api.delete(`/mail/rules/${id}`),
};
