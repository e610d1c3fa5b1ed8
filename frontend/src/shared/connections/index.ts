export { connectionsApi, connectionsQuery, systemQuery, type Connection } from './api';
export { Connect } from './connect';
export { ConnectionPart } from './connection-part';
export { signInSearch, useSignIn, useSignInOutcome, type SignInSearch } from './sign-in';
