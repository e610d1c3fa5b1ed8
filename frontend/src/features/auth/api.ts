import { api, headless, isProblem, type ApiProblem } from '@/shared/api';
import { askForPasskey } from '@/shared/lib/passkeys';

const AUTH = '/_allauth/browser/v1/auth';

/** What a second step may be given as. */
export type Factor = 'totp' | 'webauthn' | 'recovery_codes';

/** Signed in, or the factors that the account asks for. */
export type SignInStep = 'signed-in' | readonly Factor[];

/** Why a sign-in failed, as far as it may be told. */
export type SignInFailure = 'mismatch' | 'locked' | 'code' | 'passkey' | 'expired' | 'offline' | 'server';

interface Flow {
  id: string;
  is_pending?: boolean;
  types?: Factor[];
}

/** Sets the CSRF cookie where the page was not served by the backend itself. */
export async function prepareSignIn(): Promise<void> {
  await api.get('/csrf');
}

/** Raises ApiProblem, except where the account asks for a second factor. */
export async function signIn(email: string, password: string): Promise<SignInStep> {
  try {
    await headless('POST', `${AUTH}/login`, { email, password });
    return 'signed-in';
  } catch (error) {
    const asked = isProblem(error) && error.status === 401 ? factorsAsked(error) : undefined;
    if (asked) return asked;
    throw error;
  }
}

/** The second factor: a code of the app, or a recovery code. */
export async function sendCode(code: string): Promise<void> {
  await headless('POST', `${AUTH}/2fa/authenticate`, { code });
}

/** Both steps by one passkey, which names the account. */
export const signInByPasskey = (): Promise<void> => answerByPasskey(`${AUTH}/webauthn/login`);

/** The second factor: one of the account's passkeys. */
export const sendPasskey = (): Promise<void> => answerByPasskey(`${AUTH}/webauthn/authenticate`);

async function answerByPasskey(path: `/_allauth/${string}`): Promise<void> {
  const answer = (await headless('GET', path)) as { data: { request_options: { publicKey: unknown } } };
  await headless('POST', path, { credential: await askForPasskey(answer.data.request_options.publicKey) });
}

export async function signOut(): Promise<void> {
  try {
    await headless('DELETE', `${AUTH}/session`);
  } catch (error) {
    // Without a session the endpoint answers 401, which is what was asked for.
    if (!isProblem(error) || error.status !== 401) throw error;
  }
}

function factorsAsked(error: ApiProblem): readonly Factor[] | undefined {
  const { flows } = (error.data.data ?? {}) as { flows?: Flow[] };
  const step = (flows ?? []).find((flow) => flow.id === 'mfa_authenticate' && flow.is_pending === true);
  return step && (step.types ?? ['totp']);
}

export function failureOf(error: unknown, isSecondStep = false): SignInFailure {
  if (!isProblem(error)) return 'server';
  if (error.isOffline) return 'offline';
  if (error.status === 403 || error.status === 429) return 'locked';
  const codes = ((error.data.errors ?? []) as { code?: string }[]).map(({ code }) => code);
  if (codes.includes('too_many_login_attempts')) return 'locked';
  if (isSecondStep && error.status === 401) return 'expired';
  if (codes.some((code) => code?.includes('incorrect_code'))) return 'code';
  return error.status === 400 || error.status === 401 ? 'mismatch' : 'server';
}
