export { api, newIdempotencyKey, onSignedOut, request, urlOf } from './client';
export type { Answer, QueryValue, RequestOptions } from './client';
export { keys } from './keys';
export { ApiProblem, isProblem } from './problem';
export type * from './types';
