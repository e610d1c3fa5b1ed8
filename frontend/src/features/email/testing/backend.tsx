import { useNavigate, useSearch } from '@tanstack/react-router';
import { http, HttpResponse } from 'msw';
import type { Me } from '@/shared/api';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Mail, Mailbox, MailCounts, MailRow } from '../settings/api';
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
  const page = (results: unknown[], next: string | null = null) => HttpResponse.json({ results, next });
  const note = async (request: Request): Promise<unknown> => {
    const { pathname, searchParams } = new URL(request.url);
    const text = await request.clone().text();
    const body: unknown = text ? JSON.parse(text) : null;
    asked.push({ method: request.method, path: pathname, query: searchParams, body });
    return body;
  };
  const everything = ({ ids }: { ids: number[] }) => HttpResponse.json({ changed: ids, failed: [] });
  server.use(
    http.get('/api/v1/me', () => HttpResponse.json(me)),
    http.get('/api/v1/brands', () => page([{ id: 1, name: 'Halyard', slug: 'halyard' }])),
    http.get('/api/v1/mailboxes', () => page(mailboxes)),
    http.post('/api/v1/mailboxes', async ({ request }) => {
      const body = (await note(request)) as Partial<Mailbox>;
      return HttpResponse.json(mailbox(9, { address: body.address }), { status: 201 });
    }),
    http.get('/api/v1/mailboxes/:id', ({ params }) => {
      const found = mailboxes.find(({ id }) => id === Number(params.id)) ?? mailbox(Number(params.id));
      return HttpResponse.json(found);
    }),
    http.patch('/api/v1/mailboxes/:id', async ({ request, params }) => {
      const body = (await note(request)) as Partial<Mailbox>;
      return HttpResponse.json(mailbox(Number(params.id), { ...body, has_password: true }));
    }),
    http.delete('/api/v1/mailboxes/:id', async ({ request }) => {
      await note(request);
      return new HttpResponse(null, { status: 204 });
    }),
    http.post('/api/v1/mailboxes/:id/sign-in', async ({ request }) => {
      await note(request);
      return HttpResponse.json({ url: 'https://accounts.example/authorize?state=1' });
    }),
    http.get('/api/v1/mail/log', async ({ request }) => {
      await note(request);
      return page(rows);
    }),
    http.get('/api/v1/mail/log/counts', () => HttpResponse.json(COUNTS)),
    http.get('/api/v1/mail/log/:id', ({ params }) => {
      const id = Number(params.id);
      const row = rows.find((one) => one.id === id);
      return HttpResponse.json(mail(id, row));
    }),
    http.post('/api/v1/mail/log/:id/retry', async ({ request, params }) => {
      await note(request);
      return everything({ ids: [Number(params.id)] });
    }),
    http.post('/api/v1/mail/suspended/:what', async ({ request }) => everything((await note(request)) as { ids: number[] })),
    http.get('/api/v1/mail/rules', () =>
      page([{ id: 4, pattern: '@news.example', kind: 'block', created_at: '2026-03-01T00:00:00Z' }]),
    ),
    http.post('/api/v1/mail/rules', async ({ request }) => {
      const body = (await note(request)) as object;
      return HttpResponse.json({ id: 5, created_at: '2026-03-02T00:00:00Z', ...body }, { status: 201 });
    }),
    http.delete('/api/v1/mail/rules/:id', async ({ request }) => {
      await note(request);
      return new HttpResponse(null, { status: 204 });
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
