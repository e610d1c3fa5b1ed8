import type { Host } from '../contract';
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

interface Call {
  method?: string;
  body?: unknown;
  form?: FormData;
}

/** The customer-side API: finds or makes the session, and makes another one when it has ended. */
export class Api {
  private starting: Promise<Session> | null = null;
  private current: Session | null = null;

  constructor(
    private readonly host: Host,
    private readonly onSession: (session: Session) => void,
  ) {}

  get token(): string {
    return this.current?.token ?? '';
  }

  /** Forget who was here; the next call starts over. */
  reset(): void {
    this.current = null;
    this.starting = null;
  }

  session(): Promise<Session> {
    this.starting ??= this.start().catch((error: unknown) => {
      this.starting = null;
      throw error;
    });
    return this.starting;
  }

  async call<T>(path: string, call: Call = {}): Promise<T> {
    const session = await this.session();
    try {
      return await this.send<T>(path, call, session.token);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'widget.session_ended')) throw error;
      // Several calls may find this out at once; only the first starts another session.
      if (this.token === session.token) this.reset();
      return this.send<T>(path, call, (await this.session()).token);
    }
  }

  private async start(): Promise<Session> {
    const stored = this.host.session();
    let userToken = await this.host.userToken();
    // A session of somebody else on this browser is not even shown to the server.
    const isSame = !stored?.subject || (userToken !== null && subjectOf(userToken) === stored.subject);
    const resume = stored && isSame ? stored.token : '';
    let session: Session;
    try {
      session = await this.begin(userToken, resume);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'widget.user_token_expired')) throw error;
      userToken = await this.host.userToken();
      session = await this.begin(userToken, resume);
    }
    this.current = session;
    this.host.keepSession({
      token: session.token,
      subject: session.subject,
      hasConversations: isSame && !!stored?.hasConversations,
    });
    this.onSession(session);
    return session;
  }

  private begin(userToken: string | null, resume: string): Promise<Session> {
    const body = {
      key: this.host.key,
      user_token: userToken ?? '',
      locale: this.host.locale,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      consent: this.host.consent(),
    };
    return this.send<Session>('sessions', { method: 'POST', body }, resume);
  }

  private async send<T>(path: string, { method = 'GET', body, form }: Call, token: string): Promise<T> {
    const headers: Record<string, string> = {};
    if (token) headers['X-Candor-Session'] = token;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let response: Response;
    try {
      response = await fetch(`${this.host.base}/api/v1/widget/${path}`, {
        method,
        headers,
        credentials: 'omit',
        body: form ?? (body === undefined ? null : JSON.stringify(body)),
      });
    } catch (error) {
      throw new Unreachable(error instanceof Error ? error.message : '');
    }
    if (response.status === 204) return undefined as T;
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return answer as T;
    const problem = answer as { code?: string; detail?: string };
    throw new Problem(response.status, problem.code ?? '', problem.detail ?? '');
  }
}
