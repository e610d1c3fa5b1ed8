export { api, headless, newIdempotencyKey, onSignedOut, urlOf } from './client';
export type { AnswerOf, BodyOf, Method, PathOf } from './contract';
export { keys } from './keys';
export { uploadFile, type Upload } from './upload';
export { ApiProblem, isProblem } from './problem';
export type * from './types';
