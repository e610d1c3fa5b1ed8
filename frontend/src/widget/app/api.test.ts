import { describe, expect, it, vi } from 'vitest';
import type { Host } from '../contract';
import { conversation, FakeServer, SERVER } from '../testing/server';
import { Api } from './api';

/** Never run: each line marked as an error must be one, or the types let through what the server refuses. */
export async function refusedByTheTypes(api: Api): Promise<void> {
  // @ts-expect-error -- no such address
  await api.get('house');
  // @ts-expect-error -- an address of the workspace
  await api.get('tickets');
  // @ts-expect-error -- the conversation is missing
  await api.get('conversations/{conversation_id}');
  // @ts-expect-error -- the search needs its words
  await api.get('search');
  // @ts-expect-error -- no such field of the body
  await api.post('consent', { body: { granted: true, until: 'noon' } });
  // @ts-expect-error -- a required field of the body is missing
  await api.post('consent', { body: {} });
  // @ts-expect-error -- the answer has no such member
  void (await api.get('home')).tickets;
}

function apiOf(server: FakeServer): Api {
  server.install();
  const host = { base: SERVER, key: 'wk_1', locale: 'en', userToken: () => Promise.resolve(null), session: () => null, consent: () => 'unasked', keepSession: () => true };
  return new Api(host as unknown as Host, vi.fn(), vi.fn());
}

describe('Api', () => {
  it('puts parameters into the address', async () => {
    const server = new FakeServer();
    const api = apiOf(server);
    server.conversations[''] = [conversation('c 1')];
    await api.get('search', { query: { q: 'a & b' } }).catch(() => null);
    await api.get('articles/{slug}', { path: { slug: 'x/y' } }).catch(() => null);
    expect(server.seen.map((each) => each.path)).toEqual(['sessions', 'search?q=a+%26+b', 'articles/x%2Fy']);
  });

  it('sends a file as a form and everything else as JSON', async () => {
    const server = new FakeServer();
    const api = apiOf(server);
    await api.post('attachments', { body: { file: new File(['x'], 'x.txt') } }).catch(() => null);
    await api.post('consent', { body: { granted: true } }).catch(() => null);
    const [, upload, consent] = vi.mocked(fetch).mock.calls.map(([, init]) => init);
    expect(upload?.body).toBeInstanceOf(FormData);
    expect((upload?.headers as Record<string, string>)['Content-Type']).toBeUndefined();
    expect([consent?.method, consent?.body]).toEqual(['POST', '{"granted":true}']);
  });

  it('answers with null where there is no body', async () => {
    const server = new FakeServer();
    const api = apiOf(server);
    vi.mocked(fetch).mockImplementation(() => Promise.resolve(new Response(null, { status: 204 })));
    Object.assign(api, { session: () => Promise.resolve({ token: 't' }) });
    expect(await api.post('consent', { body: { granted: true } })).toBeNull();
  });
});
