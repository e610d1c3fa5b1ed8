import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, urlOf, type BodyOf, type Schemas } from '@/shared/api';

export type Intake = Mailbox['intake'];
export type SignIn = Mailbox['sign_in'];
export type Security = Mailbox['imap_security'];
export type Provider = Mailbox['provider'];
export type Sending = Mailbox['sends_by'];
export type HealthState = Health['state'];
export type MailState = MailRow['state'];
export type RuleKind = SenderRule['kind'];

export const MAIL_STATES: readonly MailState[] = ['fetched', 'failed', 'stored', 'suspended', 'deleted'];

export type Health = Schemas['MailboxHealth'];
export type Mailbox = Schemas['Mailbox'];

/** Secrets are only sent: one that is left out stays as it is. */
type Secret = 'password' | 'smtp_password' | 'webhook_secret' | 'api_key' | 'events_secret';
export type MailboxInput = Required<Omit<Schemas['MailboxInput'], Secret>> & Pick<Schemas['MailboxInput'], Secret>;
/** What a mailbox and the input of its form have in common. */
export type MailboxFields = Omit<MailboxInput, Secret | 'brand_id'>;

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

export const mailboxesQuery = queryOptions({
  queryKey: mailKeys.mailboxes,
  queryFn: ({ signal }) => api.get('/mailboxes', { signal }).then(({ results }) => results),
  refetchInterval: HALF_A_MINUTE,
});

export const mailboxQuery = (id: number) =>
  queryOptions({
    queryKey: mailKeys.mailbox(id),
    queryFn: ({ signal }) => api.get('/mailboxes/{mailbox_id}', { path: { mailbox_id: id }, signal }),
  });

export const mailListQuery = (filters: MailFilters) =>
  infiniteQueryOptions({
    queryKey: [...mailKeys.lists, filters],
    queryFn: ({ pageParam, signal }) =>
      api.get('/mail/log', { query: { ...filters, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // Rows must not move under somebody who reads them; news is counted and offered.
    refetchOnWindowFocus: false,
  });

export const mailCountsQuery = (mailbox?: number) =>
  queryOptions({
    queryKey: [...mailKeys.mail, 'counts', mailbox ?? null],
    queryFn: ({ signal }) => api.get('/mail/log/counts', { query: { mailbox }, signal }),
    refetchInterval: HALF_A_MINUTE,
    placeholderData: (previous) => previous,
  });

export const mailQuery = (id: number) =>
  queryOptions({
    queryKey: [...mailKeys.mail, 'one', id],
    queryFn: ({ signal }) => api.get('/mail/log/{inbound_id}', { path: { inbound_id: id }, signal }),
  });

export const rulesQuery = queryOptions({
  queryKey: mailKeys.rules,
  queryFn: ({ signal }) => api.get('/mail/rules', { signal }).then(({ results }) => results),
});

export const rawUrl = (id: number): string => urlOf('/mail/log/{inbound_id}/raw', { path: { inbound_id: id } });

export const emailApi = {
  create: (body: MailboxInput) => api.post('/mailboxes', { body }),
  update: (id: number, body: Partial<MailboxInput>) =>
    api.patch('/mailboxes/{mailbox_id}', { path: { mailbox_id: id }, body }),
  remove: (id: number) => api.delete('/mailboxes/{mailbox_id}', { path: { mailbox_id: id } }),
  check: (id: number) => api.post('/mailboxes/{mailbox_id}/check', { path: { mailbox_id: id } }),
  signIn: (id: number) => api.post('/mailboxes/{mailbox_id}/sign-in', { path: { mailbox_id: id } }),
  recover: (ids: readonly number[], allowSender: boolean) =>
    api.post('/mail/suspended/recover', { body: { ids, allow_sender: allowSender } }),
  discard: (ids: readonly number[]) => api.post('/mail/suspended/delete', { body: { ids } }),
  retry: (id: number) => api.post('/mail/log/{inbound_id}/retry', { path: { inbound_id: id } }),
  addRule: (body: BodyOf<'/mail/rules', 'post'>) => api.post('/mail/rules', { body }),
  removeRule: (id: number) => api.delete('/mail/rules/{rule_id}', { path: { rule_id: id } }),
};
