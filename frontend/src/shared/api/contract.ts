/**
 * What a request may say and what it answers, read from the generated `schema.d.ts`.
 *
 * Addresses are written as the schema spells them, without `/api/v1`: `/tickets/{number}`.
 */

import type { paths } from './schema';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type Short<Path> = Path extends `/api/v1${infer Rest}` ? Rest : never;

/** Addresses that know a method. */
export type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Short<Path> : never;
}[keyof paths];

export type AnyPath = Short<keyof paths>;

type OperationOf<P, M extends Method> = P extends string
  ? `/api/v1${P}` extends keyof paths
    ? paths[`/api/v1${P}`] extends Record<M, infer Operation>
      ? Operation
      : never
    : never
  : never;

/** Query values; what is null, undefined or empty is not sent. */
type Loose<Query> = { [Name in keyof Query]: Query[Name] | null | '' };

/** Lists that are sent are only read. */
type Given<Value> = Value extends Blob
  ? Value
  : Value extends readonly (infer Item)[]
  ? readonly Given<Item>[]
  : Value extends object
    ? { [Name in keyof Value]: Given<Value[Name]> }
    : Value;

/** A form's files, always named `file` or `files`, are strings to the schema and blobs to a browser. */
type Form<Body> = {
  [Name in keyof Body]: Name extends 'file' ? Blob : Name extends 'files' ? readonly Blob[] : Body[Name];
};

type ContentOf<Content> = Content extends { 'application/json': infer Body }
  ? Body
  : Content extends { 'multipart/form-data': infer Body }
    ? Form<Body>
    : never;

type PathPart<O> = O extends { parameters: { path: infer Path } } ? { path: Path } : { path?: never };

type QueryPart<O> = O extends { parameters: { query: infer Query } }
  ? { query: Loose<Query> }
  : O extends { parameters: { query?: infer Query } }
    ? [Query] extends [undefined]
      ? { query?: never }
      : { query?: Loose<NonNullable<Query>> }
    : { query?: never };

type BodyPart<O> = O extends { requestBody: { content: infer Content } }
  ? { body: ContentOf<Content> }
  : O extends { requestBody?: infer Request }
    ? [Request] extends [undefined]
      ? { body?: never }
      : { body?: NonNullable<Request> extends { content: infer Content } ? ContentOf<Content> : never }
    : { body?: never };

type HeaderNames<O> = O extends { parameters: { header?: infer Header } }
  ? [Header] extends [undefined]
    ? never
    : keyof NonNullable<Header>
  : never;

type HeaderPart<O> = ('If-Match' extends HeaderNames<O> ? { ifMatch?: number | string } : { ifMatch?: never }) &
  ('Idempotency-Key' extends HeaderNames<O> ? { idempotencyKey?: string } : { idempotencyKey?: null });

/** How a request travels, whatever it says. */
export interface Travel {
  signal?: AbortSignal | undefined;
  /** The request outlives the page; its answer is read only if the page is still there. */
  keepalive?: boolean;
}

export type Init<P, M extends Method> = PathPart<OperationOf<P, M>> &
  QueryPart<OperationOf<P, M>> &
  Given<BodyPart<OperationOf<P, M>>> &
  HeaderPart<OperationOf<P, M>> &
  Travel;

/** The rest of a call: it may be left out where nothing in it is required. */
export type InitArguments<P, M extends Method> = Record<never, never> extends Init<P, M> ? [init?: Init<P, M>] : [init: Init<P, M>];

export type BodyOf<P extends PathOf<M>, M extends Method> = NonNullable<BodyPart<OperationOf<P, M>>['body']>;

type Success = 200 | 201 | 202 | 204;

type AnswerContent<Response> = Response extends { content: { 'application/json': infer Data } } ? Data : null;

type AnswersOf<O> = O extends { responses: infer Responses }
  ? { [Status in keyof Responses & Success]: AnswerContent<Responses[Status]> }[keyof Responses & Success]
  : never;

/** What an address answers; null where the answer has no body. */
export type AnswerOf<P extends PathOf<M>, M extends Method> = AnswersOf<OperationOf<P, M>>;

/** The same for an address that is still being put together by types. */
export type AnswerAt<P, M extends Method> = AnswersOf<OperationOf<P, M>>;

/** An address with what stands in it and behind it, for links and for what `fetch` cannot do. */
export type LinkArguments<P> = Record<never, never> extends Link<P> ? [link?: Link<P>] : [link: Link<P>];
type Link<P> = P extends PathOf<'get'> ? PathPart<OperationOf<P, 'get'>> & QueryPart<OperationOf<P, 'get'>> : { path?: never };
