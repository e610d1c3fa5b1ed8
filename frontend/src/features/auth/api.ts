import { api, headless, isProblem, type ApiProblem } from '@/shared/api';

const AUTH = '/_allauth/browser/v1/auth';

export type SignInStep = 'signed-in' | 'code';

/** Why a sign-in failed, as far as it may be told. */
export type SignInFailure = 'mismatch' | 'locked' | 'code' | 'offline' | 'server';

interface Flow {
  id: string;
  is_pending?: boolean;
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
    if (isProblem(error) && error.status === 401 && asksForCode(error)) return 'code';
    throw error;
  }
}

/** The second factor: a code of the app, or a recovery code. */
export async function sendCode(code: string): Promise<void> {
  await headless('POST', `${AUTH}/2fa/authenticate`, { code });
}

export async function signOut(): Promise<void> {
  try {
    await headless('DELETE', `${AUTH}/session`);
  } catch (error) {
    // Without a session the endpoint answers 401, which is what was asked for.
    if (!isProblem(error) || error.status !== 401) throw error;
  }
}

function asksForCode(error: ApiProblem): boolean {
  const { flows } = (error.data.data ?? {}) as { flows?: Flow[] };
  return (flows ?? []).some((flow) => flow.id === 'mfa_authenticate' && flow.is_pending === true);
}

export function failureOf(error: unknown): SignInFailure {
  if (!isProblem(error)) return 'server';
  if (error.isOffline) return 'offline';
  if (error.status === 403 || error.status === 429) return 'locked';
  const codes = ((error.data.errors ?? []) as { code?: string }[]).map(({ code }) => code);
  if (codes.includes('too_many_login_attempts')) return 'locked';
  if (codes.some((code) => code?.includes('incorrect_code'))) return 'code';
  return error.status === 400 || error.status === 401 ? 'mismatch' : 'server';
}
