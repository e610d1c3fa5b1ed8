import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type Page, type Schemas } from '@/shared/api';

export type Intake = Mailbox['intake'];
export type SignIn = Mailbox['sign_in'];
export type Security = Mailbox['imap_security'];
export type Provider = Mailbox['provider'];
export type HealthState = Health['state'];
export type MailState = MailRow['state'];
export type RuleKind = SenderRule['kind'];

export const MAIL_STATES: readonly MailState[] = ['fetched', 'failed', 'stored', 'suspended', 'deleted'];

export type Health = Schemas['MailboxHealth'];
export type Mailbox = Schemas['Mailbox'];

/** What a mailbox and the input of its form have in common. */
export type MailboxFields = Omit<
  Mailbox,
  'id' | 'brand' | 'has_password' | 'has_smtp_password' | 'has_webhook_secret' | 'is_signed_in' | 'webhook_url' | 'health'
>;

/** Secrets are only sent: one that is left out stays as it is. */
export interface MailboxInput extends MailboxFields {
  brand_id: number;
  password?: string;
  smtp_password?: string;
  webhook_secret?: string;
}

export type CheckStep = Schemas['MailboxStep'];
export type CheckAnswer = Schemas['MailboxCheck'];
export type MailRow = Schemas['InboundMail'];
export type Mail = Schemas['InboundMailText'];
/** Mails of the last days, since `since`; what waits or is suspended counts whatever its age. */
export type MailCounts = Schemas['MailCounts'];

export interface MailFilters {
  mailbox?: number;
  state?: MailState;
  reason?: string;
  q?: string;
}

export type SenderRule = Schemas['SenderRule'];
/** What an action on several mails did, and why it did not work for the rest. */
export type Outcome = Schemas['MailsChanged'];

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
