import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Me } from '@/shared/api';
import { answer, page, type Asked as AskedOf } from '@/shared/testing/answers';
import { brand } from '@/shared/testing/directory';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Mail, Mailbox, MailCounts, MailRow, Outcome, SenderRule } from '../settings/api';
import type { LogSearch } from '../settings/log-screen';

export const ADMIN_VERBS = ['mailbox.read', 'mailbox.write', 'mail.review'];

export function mailbox(id: number, given: Partial<Mailbox> = {}): Mailbox {
  return {
    id,
    brand: { id: 1, name: 'Halyard' },
    address: `support${id}@halyard.example`,
    sender_name: 'Halyard Support',
    signature_html: '',
    is_active: true,
    acknowledges: true,
    uses_plus_address: true,
    trusted_authserv: '',
    quiet_after_hours: null,
    intake: 'imap',
    sign_in: 'password',
    username: `support${id}@halyard.example`,
    has_password: true,
    imap_host: 'imap.halyard.example',
    imap_port: 993,
    imap_security: 'tls',
    imap_folder: 'INBOX',
    smtp_host: 'smtp.halyard.example',
    smtp_port: 587,
    smtp_security: 'starttls',
    smtp_username: '',
    has_smtp_password: false,
    provider: '',
    webhook_url: `https://desk.halyard.example/hooks/mail/key${id}`,
    has_webhook_secret: false,
    sends_by: 'smtp',
    api_provider: '',
    api_account: '',
    api_region: '',
    has_api_key: false,
    has_events_secret: false,
    events_url: `https://desk.halyard.example/hooks/mail/key${id}/events`,
    is_signed_in: false,
    health: {
      state: 'ok',
      label: 'Working',
      detail: '',
      failing_since: null,
      checked_at: '2026-03-12T10:00:00Z',
      last_mail_at: '2026-03-12T09:58:00Z',
      last_sent_at: null,
      waiting: 0,
      suspended: 0,
    },
    ...given,
  };
}

export function mailRow(id: number, given: Partial<MailRow> = {}): MailRow {
  return {
    id,
    mailbox: { id: 1, address: 'support1@halyard.example' },
    source: 'imap',
    state: 'suspended',
    state_label: 'Suspended',
    reason: 'list',
    reason_label: 'A mailing list or newsletter',
    detail: 'List-Unsubscribe is set.',
    from: { name: `Sender ${id}`, address: `sender${id}@news.example` },
    subject: `News ${id}`,
    size: 5120,
    is_authentic: false,
    ticket: null,
    attempts: 1,
    next_attempt_at: null,
    fetched_at: '2026-03-12T09:00:00Z',
    finished_at: '2026-03-12T09:00:01Z',
    ...given,
  };
}

export const mail = (id: number, given: Partial<Mail> = {}): Mail => ({
  ...mailRow(id),
  headers: [['List-Unsubscribe', '<mailto:off@news.example>']],
  text: `Words of ${id}`,
  has_raw: true,
  ...given,
});

export const COUNTS: MailCounts = {
  fetched: 1,
  failed: 2,
  stored: 1204,
  suspended: 3,
  deleted: 0,
  by_reason: [
    { reason: 'list', label: 'A mailing list or newsletter', count: 2 },
    { reason: 'loop', label: 'Our own mail came back', count: 1 },
  ],
  since: '2026-02-12T00:00:00Z',
};

const RULE: SenderRule = { id: 4, pattern: '@news.example', kind: 'block', created_at: '2026-03-01T00:00:00Z' };

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** The API of these screens; what it was asked is noted. */
export function emailBackend(given: { verbs?: string[]; mailboxes?: Mailbox[]; rows?: MailRow[] } = {}) {
  const { verbs = ADMIN_VERBS, mailboxes = [], rows = [] } = given;
  const asked: Asked[] = [];
  const me: Me = { ...ME, verbs };
  const note = ({ request, query, body }: AskedOf<unknown>): void => {
    asked.push({ method: request.method, path: new URL(request.url).pathname, query, body });
  };
  const done = (ids: readonly number[]): Outcome => ({ changed: [...ids], failed: [] });
  server.use(
    answer('/me', 'get', me),
    answer('/brands', 'get', page([brand(1, 'Halyard')])),
    answer('/mailboxes', 'get', page(mailboxes)),
    answer('/mailboxes', 'post', (asking) => {
      note(asking);
      return mailbox(9, { address: asking.body.address });
    }),
    answer('/mailboxes/{mailbox_id}', 'get', ({ params }) => {
      const id = Number(params.mailbox_id);
      return mailboxes.find((one) => one.id === id) ?? mailbox(id);
    }),
    answer('/mailboxes/{mailbox_id}', 'patch', (asking) => {
      note(asking);
      const { brand_id: _brand, password: _word, smtp_password: _smtp, webhook_secret: _secret, api_key: _key, events_secret: _events, ...changed } = asking.body;
      return mailbox(Number(asking.params.mailbox_id), { ...changed, has_password: true });
    }),
    answer('/mailboxes/{mailbox_id}', 'delete', (asking) => {
      note(asking);
      return null;
    }),
    answer('/mailboxes/{mailbox_id}/sign-in', 'post', (asking) => {
      note(asking);
      return { url: 'https://accounts.example/authorize?state=1' };
    }),
    answer('/mail/log', 'get', (asking) => {
      note(asking);
      return page(rows);
    }),
    answer('/mail/log/counts', 'get', COUNTS),
    answer('/mail/log/{inbound_id}', 'get', ({ params }) => {
      const id = Number(params.inbound_id);
      return mail(id, rows.find((one) => one.id === id));
    }),
    answer('/mail/log/{inbound_id}/retry', 'post', (asking) => {
      note(asking);
      return done([Number(asking.params.inbound_id)]);
    }),
    answer('/mail/suspended/recover', 'post', (asking) => {
      note(asking);
      return done(asking.body.ids);
    }),
    answer('/mail/suspended/delete', 'post', (asking) => {
      note(asking);
      return done(asking.body.ids);
    }),
    answer('/mail/rules', 'get', page([RULE])),
    answer('/mail/rules', 'post', (asking) => {
      note(asking);
      return { ...RULE, id: 5, ...asking.body };
    }),
    answer('/mail/rules/{rule_id}', 'delete', (asking) => {
      note(asking);
      return null;
    }),
  );
  return { asked, last: (method: string, path: string) => asked.findLast((one) => one.method === method && one.path === path) };
}

/** A screen with its search in the address, as the app's routes give it. */
export function WithSearch({ render }: { render: (search: LogSearch, onSearch: (search: LogSearch) => void) => React.ReactNode }) {
  const search: LogSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  return render(search, (next) => void navigate({ to: '.', search: next as never }));
}
