import { vi } from 'vitest';
import type { AnswerAt, Method } from '@/shared/api/contract';
import type { components } from '@/shared/api/schema';
import type { Conversation, Home, Message, Session, Wait } from '../app/types';
import type { Config, WidgetPath } from '../contract';

type Answered = [status: number, body: unknown];

export const CONFIG: Config = { brand: 'Acme', color: '#0a5f6a', position: 'end', theme: 'light', is_consent_required: true,
  language: 'en', launcher_text: '', consent_text: '', hidden: { fields: [], selectors: [], params: [] }, is_watched: false, is_proactive: false };

const problem = (status: number, code: string, detail: string): Answered => {
  const body: components['schemas']['Problem'] = { type: 'about:blank', title: detail, status, detail, code };
  return [status, body];
};

export const SERVER = 'https://support.test';
const HOME = '/api/v1/widget/';

export interface Seen {
  method: string;
  path: string;
  token: string;
  body: Record<string, unknown>;
}

/** A token as a backend signs it; nothing here checks the signature. */
export const tokenOf = (subject: string): string => `head.${btoa(JSON.stringify({ sub: subject }))}.signature`;

export const HERE: Wait = { promise: 'here', seconds: null, until: null, is_someone_here: true, text: '' };

export const message = (id: string, kind: Message['author']['kind'], name = '', change: Partial<Message> = {}): Message => ({
  id,
  client_id: '',
  kind: 'message',
  author: { kind, name },
  at: `2026-03-02T09:00:${id.padStart(2, '0')}Z`,
  body: [{ t: 'p', c: [`Text ${id}`] }],
  citations: [],
  confidence: '',
  asks: false,
  has_helped: null,
  attachments: [],
  ...change,
});

export const conversation = (id: string, change: Partial<Conversation> = {}): Conversation => ({
  id,
  subject: `About ${id}`,
  status: 'open',
  owner: 'assistant',
  person: '',
  preview: '',
  last_at: '2026-03-02T09:00:00Z',
  unread: 0,
  messages: [message('1', 'me')],
  previous: null,
  handoff: null,
  rating: null,
  survey: null,
  may_rate: false,
  reply_email: '',
  may_leave_email: false,
  may_change_email: false,
  goes_on_by_email: false,
  wait: HERE,
  ...change,
});

/** What the customer-side API does, as far as the panel can tell; answers can be held back. */
export class FakeServer {
  readonly seen: Seen[] = [];
  readonly sessions = new Map<string, string>();
  /** By subject; a visitor's under the empty one. */
  conversations: Record<string, Conversation[]> = {};
  home: Partial<Home> = {};
  config: Partial<Config> = {};
  refused = new Set<string>();
  private readonly given: { call: RegExp; body: unknown }[] = [];
  private held: { pattern: RegExp; gate: Promise<void> }[] = [];
  private count = 0;

  install(): void {
    vi.stubGlobal('fetch', vi.fn((address: string, init: RequestInit = {}) => this.answer(address, init)));
  }

  /** What an address answers whatever was asked of it, in the shape of the schema. */
  answers<M extends Method, P extends WidgetPath<M>>(method: M, path: P, body: AnswerAt<`/widget/${P}`, M>): void {
    const call = new RegExp(`^${method.toUpperCase()} ${path.replace(/{\w+}/g, '[^/]+')}$`);
    this.given.unshift({ call, body });
  }

  /** Answers to what matches wait until the returned function is called. */
  hold(pattern: RegExp): () => void {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    this.held.push({ pattern, gate });
    return () => {
      this.held = this.held.filter((each) => each.gate !== gate);
      release();
    };
  }

  requests(pattern: RegExp): Seen[] {
    return this.seen.filter((each) => pattern.test(`${each.method} ${each.path}`));
  }

  private async answer(address: string, init: RequestInit): Promise<Response> {
    const path = address.slice((SERVER + HOME).length);
    const headers = (init.headers ?? {}) as Record<string, string>;
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {};
    const request: Seen = { method: init.method ?? 'GET', path, token: headers['X-Candor-Session'] ?? '', body };
    this.seen.push(request);
    const [status, answered] = this.work(request);
    for (const { pattern, gate } of this.held) if (pattern.test(`${request.method} ${path}`)) await gate;
    return new Response(status === 204 ? null : JSON.stringify(answered), { status });
  }

  private work({ method, path, token, body }: Seen): Answered {
    const name = path.split('?')[0] ?? '';
    const call = `${method} ${name}`;
    if (call === 'GET config') return [200, { ...CONFIG, language: /locale=de/.test(path) ? 'de' : 'en', ...this.config }];
    if (call === 'POST sessions') return this.begin(token, typeof body.user_token === 'string' ? body.user_token : '');
    const subject = this.sessions.get(token);
    if (subject === undefined) return problem(401, 'widget.session_ended', 'Ended.');
    if (call === 'DELETE sessions/current') {
      this.sessions.delete(token);
      return [204, null];
    }
    const given = this.given.find((each) => each.call.test(call));
    if (given) return [200, given.body];
    const own = (this.conversations[subject] ??= []);
    if (name === 'home') {
      const usual: Home = { greeting: '', help_center: '', has_portal: false, suggestions: [], conversations: own, notices: [], wait: HERE, retention_days: 30 };
      return [200, { ...usual, ...this.home }];
    }
    if (call === 'POST conversations') {
      const made = conversation(`c${(this.count += 1)}`, { messages: [message('1', 'me', '', { client_id: String(body.client_id) })] });
      own.push(made);
      return [201, made];
    }
    const found = own.find((each) => name.split('/')[1] === each.id);
    return found ? [200, found] : problem(404, 'not_found', 'There is no such thing.');
  }

  private begin(resume: string, userToken: string): Answered {
    if (userToken && this.refused.has(userToken)) return problem(401, 'widget.user_token_expired', 'Expired.');
    const subject = userToken ? (JSON.parse(atob(userToken.split('.')[1] ?? '')) as { sub: string }).sub : '';
    const isSame = this.sessions.get(resume) === subject;
    const token = isSame ? resume : `session-${(this.count += 1)}`;
    if (!isSame && this.sessions.get(resume) === '') this.sessions.delete(resume);
    this.sessions.set(token, subject);
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const session: Session = { token, expires_at, is_verified: subject !== '', subject, person: { name: subject, email: '' }, consent: 'unasked' };
    return [201, session];
  }
}
