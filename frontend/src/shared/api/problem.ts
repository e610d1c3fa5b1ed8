/** An error answer of the API (RFC 9457), or a request that never got an answer (`status` 0). */
export class ApiProblem extends Error {
  readonly status: number;
  /** Stable name of the error, for example `tickets.stale_reply`; `network` without an answer. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Messages by field name. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly requestId: string;
  /** The whole body: errors carry data of their own, such as `newer` of a stale reply. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Record<string, unknown>) {
    const title = textOf(body.title);
    const detail = textOf(body.detail);
    super(detail || title || `Request failed with status ${status}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = textOf(body.code) || (status === 0 ? 'network' : `http_${status}`);
    this.title = title;
    this.detail = detail;
    this.errors = fieldErrors(body.errors);
    this.requestId = textOf(body.request_id);
    this.data = body;
  }

  get isOffline(): boolean {
    return this.status === 0;
  }
}

export function isProblem(error: unknown, code?: string): error is ApiProblem {
  return error instanceof ApiProblem && (code === undefined || error.code === code);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fieldErrors(value: unknown): Record<string, string[]> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([field, messages]) => [
      field,
      (Array.isArray(messages) ? messages : [messages]).map((message) =>
        typeof message === 'string' ? message : JSON.stringify(message),
      ),
    ]),
  );
}
