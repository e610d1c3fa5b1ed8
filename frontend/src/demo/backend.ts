export interface Person {
  email: string;
  name: string;
  title: string;
  company: string;
  plan: string;
}

export interface Session {
  person: Person | null;
  people: Person[];
}

/** A call that Halyard's server refused, with its code. */
export interface Failure {
  code: string;
  message: string;
}

const csrf = (): string => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? '';

const post = (path: string, body: object): Promise<Response> =>
  fetch(`/demo/api/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf() },
    body: JSON.stringify(body),
  });

export async function loadSession(): Promise<Session> {
  const response = await fetch('/demo/api/session');
  if (!response.ok) throw new Error(`Halyard did not answer (${response.status}).`);
  return (await response.json()) as Session;
}

/** A fresh signed token for the widget; empty for a visitor. */
export async function userToken(): Promise<string | null> {
  const response = await fetch('/demo/api/token');
  return response.ok ? (await response.text()) || null : null;
}

export async function signIn(email: string): Promise<void> {
  await post('sign-in', { email });
}

/** Ask Halyard to talk to Snowflake; null when that worked. */
export async function askSnowflake(what: 'test' | 'run'): Promise<Failure | null> {
  const response = await post(`destinations/snowflake/${what}`, {});
  return response.ok ? null : ((await response.json()) as Failure);
}
