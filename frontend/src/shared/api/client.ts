import type { AnswerOf, AnyPath, InitArguments, LinkArguments, Method, PathOf, Travel } from './contract';
import { ApiProblem } from './problem';

/** A request as it is sent, once the types have had their say. */
interface Sent extends Travel {
  path?: Readonly<Record<string, string | number>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
  /** Version of the object the change was made against (sent as `If-Match: "v7"`), or a whole ETag. */
  ifMatch?: number | string;
  /** Creates send one by themselves; pass the same key again to repeat a create safely, or null where no repetition may be answered. */
  idempotencyKey?: string | null;
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

/** An address for links, frames and images, and for what `fetch` cannot do. */
export function urlOf<P extends AnyPath>(path: P, ...[link]: LinkArguments<P>): string {
  return addressOf(path, link);
}

function addressOf(template: string, { path = {}, query = {} }: Sent = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const single of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof single === 'number' || typeof single === 'boolean' || (typeof single === 'string' && single)) {
        parameters.append(name, String(single));
      }
    }
  }
  const address = API + template.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(path[name])));
  const search = parameters.toString();
  return search ? `${address}?${search}` : address;
}

/**
 * Send one request with the session cookie; answers with the body, null where there is none.
 *
 * Raises ApiProblem for every answer outside 2xx and for a request that got none.
 */
async function request(method: Method, template: string, given: Sent = {}): Promise<unknown> {
  const verb = method.toUpperCase();
  const body = given.body ?? (verb === 'POST' ? {} : undefined);
  try {
    return await exchange(addressOf(template, given), verb, body, given);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) signedOutListeners.forEach((tell) => tell());
    throw error;
  }
}

/** Sign-in speaks the API of django-allauth, which our schema does not describe: read its answer with care. */
export function headless(method: 'GET' | 'POST' | 'DELETE', path: `/_allauth/${string}`, body?: unknown): Promise<unknown> {
  return exchange(path, method, body, {});
}

async function exchange(url: string, method: string, body: unknown, given: Sent): Promise<unknown> {
  const isForm = hasFiles(body);
  const response = await send(url, {
    method,
    credentials: 'same-origin',
    signal: given.signal ?? null,
    keepalive: given.keepalive ?? false,
    headers: headersOf(method, body === undefined || isForm ? null : 'application/json', given),
    ...(body === undefined ? {} : { body: isForm ? formOf(body) : JSON.stringify(body) }),
  });
  const content = await contentOf(response);
  if (!response.ok) throw new ApiProblem(response.status, isRecord(content) ? content : {});
  return content;
}

function hasFiles(body: unknown): body is Record<string, unknown> {
  return isRecord(body) && Object.values(body).flat().some((value) => value instanceof Blob);
}

function formOf(values: Readonly<Record<string, unknown>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) {
    for (const single of [value].flat()) {
      if (single instanceof Blob) form.append(name, single);
      else if (typeof single === 'string') form.append(name, single);
    }
  }
  return form;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0, { title: 'No connection', detail: '' });
  }
}

/** What every request says of itself, for uploads that cannot go by `fetch` too. */
export function headersOf(method: string, type: string | null, given: Pick<Sent, 'ifMatch' | 'idempotencyKey'> = {}) {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (type) headers['Content-Type'] = type;
  if (!SAFE_METHODS.has(method)) headers['X-CSRFToken'] = cookie(CSRF_COOKIE);
  if (method === 'POST' && given.idempotencyKey !== null) {
    headers['Idempotency-Key'] = given.idempotencyKey ?? newIdempotencyKey();
  }
  if (given.ifMatch !== undefined) {
    headers['If-Match'] = typeof given.ifMatch === 'number' ? `"v${given.ifMatch}"` : given.ifMatch;
  }
  return headers;
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

type Call<M extends Method> = <P extends PathOf<M>>(path: P, ...init: InitArguments<P, M>) => Promise<AnswerOf<P, M>>;

/** Here alone the types of the schema meet what is really sent; everything else is held by them. */
const call = <M extends Method>(method: M) =>
  ((path: string, given?: Sent) => request(method, path, given)) as unknown as Call<M>;

/** The API in one word each: address, parameters, body and answer are those of the schema. */
export const api = {
  get: call('get'),
  post: call('post'),
  put: call('put'),
  patch: call('patch'),
  delete: call('delete'),
};
