import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { server } from '../testing/server';
import { api, headless, onSignedOut, urlOf } from './client';
import { isProblem } from './problem';

/** Never run: each line marked as an error must be one, or the types let through what the server refuses. */
export async function refusedByTheTypes(number: number): Promise<void> {
  // @ts-expect-error -- no such address
  await api.get('/ticket');
  // @ts-expect-error -- the address does not know the method
  await api.put('/me', { body: {} });
  // @ts-expect-error -- its number is missing
  await api.get('/tickets/{number}');
  // @ts-expect-error -- its number is missing
  await api.get('/tickets/{number}', { signal: new AbortController().signal });
  // @ts-expect-error -- the parameter has another name
  await api.get('/tickets/{number}', { path: { id: number } });
  // @ts-expect-error -- the parameter has another type
  await api.get('/tickets/{number}', { path: { number: 'one' } });
  // @ts-expect-error -- no such query parameter
  await api.get('/tickets', { query: { order: 'due' } });
  // @ts-expect-error -- no such value of it
  await api.get('/tickets', { query: { sort: 'color' } });
  // @ts-expect-error -- a query where there is none
  await api.get('/me', { query: { q: 'x' } });
  // @ts-expect-error -- the search needs its words
  await api.get('/search');
  // @ts-expect-error -- no such field of the body
  await api.patch('/me', { body: { nickname: 'Ines' } });
  // @ts-expect-error -- the field has another type
  await api.patch('/me', { body: { name: 5 } });
  // @ts-expect-error -- a required field of the body is missing
  await api.post('/tickets', { body: { subject: 'One' } });
  // @ts-expect-error -- the body is missing
  await api.post('/tickets/bulk');
  // @ts-expect-error -- a body where there is none
  await api.post('/tickets/{number}/read', { path: { number }, body: { at: 1 } });
  // @ts-expect-error -- a form whose file is no file
  await api.post('/attachments', { body: { file: 'log.txt' } });
  // @ts-expect-error -- nothing there can have changed in between
  await api.post('/undo', { body: { token: 't' }, ifMatch: 3 });
  // @ts-expect-error -- the answer has no such member
  void (await api.get('/me')).nickname;
  // @ts-expect-error -- nothing is answered
  void (await api.delete('/views/{view_id}', { path: { view_id: 4 } })).id;
  // @ts-expect-error -- the answer is the schema's, and not the caller's to choose
  await api.get<{ nickname: string }>('/me');
  // @ts-expect-error -- only the sign-in's own addresses
  await headless('POST', '/me');
  // @ts-expect-error -- its parameters are missing
  urlOf('/mail/log/{inbound_id}/raw');
}

async function sent(ask: () => Promise<unknown>): Promise<{ url: string; method: string; headers: Headers; body: unknown }> {
  let seen: Request | undefined;
  server.use(
    http.all('*', ({ request }) => {
      seen = request.clone();
      return HttpResponse.json({});
    }),
  );
  await ask();
  if (!seen) throw new Error('Nothing was sent.');
  const { pathname, search } = new URL(seen.url);
  const isJson = seen.headers.get('Content-Type') === 'application/json';
  return { url: pathname + search, method: seen.method, headers: seen.headers, body: isJson ? await seen.json() : await seen.text() };
}

describe('api', () => {
  it('puts parameters into the address and leaves out what says nothing', async () => {
    const { url } = await sent(() =>
      api.get('/contacts/{contact_id}/tickets', { path: { contact_id: 7 }, query: { cursor: null, limit: 20 } }),
    );
    expect(url).toBe('/api/v1/contacts/7/tickets?limit=20');
    expect(urlOf('/widget/articles/{slug}', { path: { slug: 'a/b ?' } })).toBe('/api/v1/widget/articles/a%2Fb%20%3F');
    const words = await sent(() => api.get('/tickets', { query: { q: '', view: 4, sort: 'due' } }));
    expect(words.url).toBe('/api/v1/tickets?view=4&sort=due');
  });

  it('sends a version, a key for repeats and the token against forgery', async () => {
    document.cookie = 'csrftoken=secret';
    const change = await sent(() => api.patch('/tickets/{number}', { path: { number: 1 }, body: { priority: 'P1' }, ifMatch: 7 }));
    expect([change.method, change.body]).toEqual(['PATCH', { priority: 'P1' }]);
    expect(change.headers.get('If-Match')).toBe('"v7"');
    expect(change.headers.get('X-CSRFToken')).toBe('secret');
    const create = await sent(() => api.post('/articles', { body: { title: 'One' }, idempotencyKey: 'once' }));
    expect(create.headers.get('Idempotency-Key')).toBe('once');
    const read = await sent(() => api.post('/tickets/{number}/read', { path: { number: 1 } }));
    expect([read.body, read.headers.get('Idempotency-Key')]).toEqual([{}, expect.stringMatching(/^[\da-f-]{36}$/)]);
    const once = await sent(() => api.post('/tokens', { body: { name: 'Export' }, idempotencyKey: null }));
    expect(once.headers.has('Idempotency-Key')).toBe(false);
  });

  it('sends files as a form', async () => {
    const file = new File(['# One'], 'one.md');
    const { headers, body } = await sent(() =>
      api.post('/articles/import', { body: { files: [file], status: 'draft', audience: 'public' } }),
    );
    expect(headers.get('Content-Type')).toContain('multipart/form-data');
    expect(body).toMatch(/name="files"; filename[^]*# One[^]*name="status"[^]*draft[^]*name="audience"/);
  });

  it('answers with null where there is no body', async () => {
    server.use(http.delete('*', () => new HttpResponse(null, { status: 204 })));
    expect(await api.delete('/views/{view_id}', { path: { view_id: 4 } })).toBeNull();
  });

  it('tells that nobody is signed in any more, but not that a sign-in failed', async () => {
    const listener = vi.fn();
    const stop = onSignedOut(listener);
    server.use(http.all('*', () => HttpResponse.json({ code: 'auth.required' }, { status: 401 })));
    await expect(headless('POST', '/_allauth/browser/v1/auth/login', {})).rejects.toSatisfy((error) => isProblem(error));
    expect(listener).not.toHaveBeenCalled();
    await expect(api.get('/me')).rejects.toSatisfy((error) => isProblem(error, 'auth.required'));
    expect(listener).toHaveBeenCalledOnce();
    stop();
  });
});
