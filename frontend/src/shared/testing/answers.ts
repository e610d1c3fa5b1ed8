import { http, HttpResponse, type HttpHandler, type RequestHandlerOptions } from 'msw';
import type { AnswerOf, BodyOf, Method, PathOf, Schemas } from '../api';

/** A request of the code under test, as far as a fake server may want to know it. */
export interface Asked<Body> {
  /** What stands in the address, by the schema's names. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Null where none was sent. */
  body: Body;
  request: Request;
}

/** An answer that says why not. */
export type Refusal = HttpResponse<Schemas['Problem']>;

type Resolver<P extends PathOf<M>, M extends Method> = (
  asked: Asked<BodyOf<P, M>>,
) => AnswerOf<P, M> | Refusal | Promise<AnswerOf<P, M> | Refusal>;

/**
 * A fake answer of one address of the API, in the shape that the schema gives it.
 *
 * `given` is the answer itself or what makes it; a test that disagrees with the server does not compile.
 */
export function answer<P extends PathOf<M>, M extends Method>(
  path: P,
  method: M,
  given: AnswerOf<P, M> | Resolver<P, M>,
  options: RequestHandlerOptions = {},
): HttpHandler {
  const address = `/api/v1${path.replace(/{(\w+)}/g, ':$1')}`;
  const resolve = async ({ request, params }: { request: Request; params: Record<string, unknown> }): Promise<Response> => {
    if (typeof given !== 'function') return responseOf(given);
    const text = await request.clone().text();
    const isJson = request.headers.get('Content-Type') === 'application/json';
    const body = (isJson && text ? JSON.parse(text) : null) as BodyOf<P, M>;
    const query = new URL(request.url).searchParams;
    return responseOf(await given({ params: params as Record<string, string>, query, body, request }));
  };
  return http[method](address, resolve, options);
}

/** What the sign-in's own API says, which our schema does not describe. */
export function headlessAnswer(
  path: string,
  given: (body: unknown) => { status: number } & Record<string, unknown>,
  method: 'get' | 'post' = 'post',
): HttpHandler {
  return http[method](`/_allauth/browser/v1/auth/${path}`, async ({ request }) => {
    const text = await request.text();
    const said = given(text ? JSON.parse(text) : undefined);
    return HttpResponse.json(said, { status: said.status });
  });
}

function responseOf(said: unknown): Response {
  if (said instanceof Response) return said;
  return said === null ? new HttpResponse(null, { status: 204 }) : HttpResponse.json(said as object);
}

/** Why the server does not do it; errors may carry data of their own. */
export function refusal(status: number, given: Partial<Schemas['Problem']> = {}): Refusal {
  return HttpResponse.json({ type: 'about:blank', title: 'No', detail: '', code: `http_${status}`, status, ...given }, { status });
}

/** The connection breaks before an answer comes. */
export const noAnswer = (): Refusal => HttpResponse.error() as Refusal;

export const page = <Row>(results: Row[], next: string | null = null): { results: Row[]; next: string | null } => ({ results, next });
