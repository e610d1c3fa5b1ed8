import { ApiProblem } from './problem';

export type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[];

export interface RequestOptions {
  query?: Readonly<Record<string, QueryValue>>;
  /** Version of the object the change was made against (sent as `If-Match: "v7"`), or a whole ETag. */
  ifMatch?: number | string;
  /** Creates send one by themselves; pass the same key again to repeat a create safely. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  headers?: Readonly<Record<string, string>>;
}

export interface Answer<Data> {
  data: Data;
  status: number;
  etag: string | null;
}

const API = '/api/v1';
const CSRF_COOKIE = 'csrftoken';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const signedOutListeners = new Set<() => void>();

/** Called whenever the API says that there is no session (401). */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

export function urlOf(path: string, query: RequestOptions['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    for (const single of Array.isArray(value) ? value : [value]) parameters.append(name, String(single));
  }
  const search = parameters.toString();
  const absolute = path.startsWith('/_allauth') || path.startsWith('/api/') ? path : API + path;
  return search ? `${absolute}?${search}` : absolute;
}

/**
 * Send one request with the session cookie.
 *
 * `path` is relative to `/api/v1` (`/tickets/1042`). Raises ApiProblem for every answer outside
 * 2xx and for a request that got none.
 */
export async function request<Data>(
  method: string,
  path: string,
  body?: unknown,
  options: RequestOptions = {},
): Promise<Answer<Data>> {
  const response = await send(urlOf(path, options.query), {
    method,
    credentials: 'same-origin',
    signal: options.signal ?? null,
    headers: headersOf(method, body, options),
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const content = await contentOf(response);
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith('/_allauth')) signedOutListeners.forEach((tell) => tell());
    throw new ApiProblem(response.status, isRecord(content) ? content : {});
  }
  return { data: content as Data, status: response.status, etag: response.headers.get('ETag') };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0, { title: 'No connection', detail: '' });
  }
}

function headersOf(method: string, body: unknown, options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined && !(body instanceof FormData)) headers['Content-Type'] = 'application/json';
  if (!SAFE_METHODS.has(method)) headers['X-CSRFToken'] = cookie(CSRF_COOKIE);
  if (method === 'POST') headers['Idempotency-Key'] = options.idempotencyKey ?? newIdempotencyKey();
  if (options.ifMatch !== undefined) {
    headers['If-Match'] = typeof options.ifMatch === 'number' ? `"v${options.ifMatch}"` : options.ifMatch;
  }
  return { ...headers, ...options.headers };
}

async function contentOf(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  const text = await response.text();
  if (!text) return null;
  const type = response.headers.get('Content-Type') ?? '';
  return type.includes('json') ? (JSON.parse(text) as unknown) : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

/** The API in one word each; all but `getWithEtag` answer with the body alone. */
export const api = {
  get: async <Data>(path: string, options?: RequestOptions): Promise<Data> =>
    (await request<Data>('GET', path, undefined, options)).data,
  getWithEtag: <Data>(path: string, options?: RequestOptions): Promise<Answer<Data>> =>
    request<Data>('GET', path, undefined, options),
  post: async <Data>(path: string, body?: unknown, options?: RequestOptions): Promise<Data> =>
    (await request<Data>('POST', path, body ?? {}, options)).data,
  put: async <Data>(path: string, body: unknown, options?: RequestOptions): Promise<Data> =>
    (await request<Data>('PUT', path, body, options)).data,
  patch: async <Data>(path: string, body: unknown, options?: RequestOptions): Promise<Data> =>
    (await request<Data>('PATCH', path, body, options)).data,
  delete: async <Data = null>(path: string, options?: RequestOptions): Promise<Data> =>
    (await request<Data>('DELETE', path, undefined, options)).data,
  upload: async <Data>(path: string, form: FormData, options?: RequestOptions): Promise<Data> =>
    (await request<Data>('POST', path, form, options)).data,
};
