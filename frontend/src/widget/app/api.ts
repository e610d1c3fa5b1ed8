import type { AnswerAt, BodyOf, InitArguments, Method } from '@/shared/api/contract';
import type { Host, WidgetPath } from '../contract';
import { subjectOf } from '../loader/subject';
import type { Session } from './types';

/** The server refused, with its reason; `code` is stable. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }

  /** Whether the same request may work later. */
  get isPassing(): boolean {
    return this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** No answer at all. */
export class Unreachable extends Error {}

/** The person who asked has gone since; the answer is nobody's. */
export class Former extends Error {}

const REFUSED = /^widget\.(user_token|identity)/;

/** A call as it is sent, once the types have had their say. */
interface Call {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
}

/** Address, parameters, body and answer are those of the schema. */
type Typed<M extends Method> = <P extends WidgetPath<M>>(
  path: P,
  ...call: InitArguments<`/widget/${P}`, M>
) => Promise<AnswerAt<`/widget/${P}`, M>>;

/** The customer-side API: finds or makes the session of one person, and makes another one when it has ended. */
export class Api {
  private starting: Promise<Session> | null = null;
  private current: Session | null = null;
  private isOver = false;

  /** `onRefused`: the server does not take the page's word for who is here. */
  constructor(
    private readonly host: Host,
    private readonly onSession: (session: Session) => void,
    private readonly onRefused: (problem: Problem) => void,
  ) {}

  get token(): string {
    return this.current?.token ?? '';
  }

  /** The session has ended; the next call starts another one. */
  reset(): void {
    this.current = null;
    this.starting = null;
  }

  /** The person has gone: whatever is on its way for them is dropped when it comes. */
  close(): void {
    this.isOver = true;
    this.reset();
  }

  session(): Promise<Session> {
    this.starting ??= this.start().catch((error: unknown) => {
      this.starting = null;
      throw error;
    });
    return this.starting;
  }

  readonly get = ((path: string, call?: Call) => this.ask('get', path, call)) as unknown as Typed<'get'>;
  readonly post = ((path: string, call?: Call) => this.ask('post', path, call)) as unknown as Typed<'post'>;


  private async ask(method: Method, path: string, call?: Call): Promise<unknown> {
    const session = await this.session();
    let answer: unknown;
    try {
      this.mustBeHere();
      answer = await this.send(method, path, call, session.token);
    } catch (error) {
      this.mustBeHere();
      if (!(error instanceof Problem && error.code === 'widget.session_ended')) throw error;
      // Several calls may find this out at once; only the first starts another session.
      if (this.token === session.token) this.reset();
      // It is a session of the same person, or there is none: nothing is said again as somebody else.
      answer = await this.send(method, path, call, (await this.session()).token);
    }
    this.mustBeHere();
    return answer;
  }

  private mustBeHere(): void {
    if (this.isOver) throw new Former();
  }

  private async start(): Promise<Session> {
    this.mustBeHere();
    let userToken = await this.host.userToken();
    this.mustBeHere();
    const stored = this.host.session();
    // A session of somebody else on this browser is not even shown to the server.
    const isSame = !stored?.subject || (userToken !== null && subjectOf(userToken) === stored.subject);
    const resume = stored && isSame ? stored.token : '';
    let session: Session;
    try {
      session = await this.begin(userToken, resume).catch(async (error: unknown) => {
        this.mustBeHere();
        if (!(error instanceof Problem && error.code === 'widget.user_token_expired')) throw error;
        userToken = await this.host.userToken();
        this.mustBeHere();
        return this.begin(userToken, resume);
      });
    } catch (error) {
      this.mustBeHere();
      if (error instanceof Problem && REFUSED.test(error.code)) this.onRefused(error);
      throw error;
    }
    const hasConversations = isSame && !!stored?.hasConversations;
    const until = Date.parse(session.expires_at) || Infinity;
    // Nobody holds a session that comes too late: it must not wait for its end on the server.
    if (this.isOver && session.token !== resume) void this.send('delete', 'sessions/current', {}, session.token).catch(() => undefined);
    this.mustBeHere();
    if (!this.host.keepSession({ token: session.token, subject: session.subject, hasConversations, until })) throw new Former();
    this.current = session;
    this.onSession(session);
    return session;
  }

  private async begin(userToken: string | null, resume: string): Promise<Session> {
    const body: BodyOf<'/widget/sessions', 'post'> = {
      key: this.host.key,
      user_token: userToken ?? '',
      locale: this.host.locale,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      consent: this.host.consent(),
    };
    return (await this.send('post', 'sessions', { body }, resume)) as Session;
  }

  private async send(method: Method, path: string, { path: values = {}, query, body }: Call = {}, token: string): Promise<unknown> {
    const address = path.replace(/{(\w+)}/g, (_all, name: string) => encodeURIComponent(values[name] ?? ''));
    const search = query ? `?${new URLSearchParams(query).toString()}` : '';
    const form = formOf(body);
    const headers: Record<string, string> = {};
    if (token) headers['X-Candor-Session'] = token;
    if (body && !form) headers['Content-Type'] = 'application/json';
    let response: Response;
    try {
      response = await fetch(`${this.host.base}/api/v1/widget/${address}${search}`, {
        method: method.toUpperCase(),
        headers,
        credentials: 'omit',
        body: form ?? (body ? JSON.stringify(body) : null),
      });
    } catch (error) {
      throw new Unreachable(error instanceof Error ? error.message : '');
    }
    if (response.status === 204) return null;
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const problem = answer as { code?: string; detail?: string };
    throw new Problem(response.status, problem.code ?? '', problem.detail ?? '');
  }
}

/** A file goes as a form, everything else as JSON. */
function formOf(body: object | undefined): FormData | null {
  const file: unknown = body && 'file' in body ? body.file : null;
  if (!(file instanceof File)) return null;
  const form = new FormData();
  form.append('file', file, file.name);
  return form;
}
