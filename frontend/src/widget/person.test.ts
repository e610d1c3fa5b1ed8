import { afterEach, describe, expect, it, vi } from 'vitest';
import { cleanUp, HostPage, settled } from './testing/host-page';
import { conversation, FakeServer, tokenOf } from './testing/server';

const SECRET = 'the invoice of March is wrong';
const ALICE = tokenOf('alice');
const BOB = tokenOf('bob');

/** Ways in which one person goes and another one sits there. */
const CHANGES: [string, (page: HostPage) => void | Promise<void>][] = [
  ['shutdown and boot', (page) => [['shutdown'], ['boot', {}], ['identify', BOB]].forEach((call) => page.say(...call))],
  ['identify by a token', (page) => page.say('identify', BOB)],
  ['identify by a function', (page) => page.say('identify', () => Promise.resolve(BOB))],
  ['boot with another token', (page) => page.say('boot', { userToken: BOB })],
  ['a function that tells of somebody else', (page) => [['identify', () => tokenOf('carol')], ['identify', () => BOB]].forEach((call) => page.say(...call))],
];

describe('a person on a shared browser', () => {
  let page: HostPage | null = null;
  afterEach(() => cleanUp(page));

  const asAlice = async (view: unknown = 'conversation', server = new FakeServer()) => {
    page = await HostPage.load(server);
    page.say('identify', ALICE);
    page.say('open', view);
    return page;
  };

  it.each(CHANGES)('takes a draft along: %s', async (_, change) => {
    const here = await asAlice();
    await here.type(SECRET);
    expect(here.kept).toContain(SECRET);
    await change(here);
    here.say('open', 'conversation');
    await vi.waitFor(() => expect(here.server.requests(/POST sessions/).at(-1)?.body.user_token).toBe(BOB));
    await settled();
    expect((await here.find<HTMLTextAreaElement>('textarea')).value).toBe('');
    expect(here.kept).not.toContain(SECRET);
  });

  it.each(CHANGES)('takes known conversations, unread marks and their drafts along: %s', async (_, change) => {
    const server = new FakeServer();
    server.conversations.alice = [conversation('secret-1', { unread: 2 })];
    const here = await asAlice({ name: 'conversation', id: 'secret-1' }, server);
    await vi.waitFor(() => expect(here.panel?.textContent).toContain('Text 1'));
    await here.type(SECRET);
    await change(here);
    here.say('open');
    await vi.waitFor(() => expect([...server.sessions.values()]).toContain('bob'));
    await here.button('Talk to a person');
    expect(here.panel?.textContent).not.toContain('secret-1');
    expect(here.root.querySelector('.launch')?.getAttribute('aria-label')).toBe('Support');
    expect(here.kept).not.toContain(SECRET);
    expect(here.kept).not.toContain('secret-1');
  });

  it.each(CHANGES)('takes messages that were not sent along: %s', async (_, change) => {
    const here = await asAlice();
    await here.type(SECRET);
    const release = here.server.hold(/POST conversations/);
    here.panel?.querySelector('form')?.requestSubmit();
    await vi.waitFor(() => expect(here.server.requests(/POST conversations/)).toHaveLength(1));
    await here.type('second secret');
    here.panel?.querySelector('form')?.requestSubmit();
    await change(here);
    here.say('open');
    await vi.waitFor(() => expect([...here.server.sessions.values()]).toContain('bob'));
    release();
    await here.button('Talk to a person');
    await settled();
    expect(here.kept).not.toContain('secret');
    expect(here.kept).not.toContain(SECRET);
    for (const sent of here.server.requests(/POST conversations/)) expect(sent.body.text).toBe(SECRET);
    expect(here.panel?.textContent).not.toContain('About c');
  });

  it('drops answers that come after they have gone', async () => {
    const server = new FakeServer();
    server.conversations.alice = [conversation('secret-1', { unread: 3 })];
    const here = await asAlice(undefined, server);
    await here.button('Talk to a person');
    const release = server.hold(/GET conversations/);
    here.say('open', { name: 'conversation', id: 'secret-1' });
    await vi.waitFor(() => expect(server.requests(/GET conversations/)).toHaveLength(1));
    here.say('identify', BOB);
    await here.button('Talk to a person');
    release();
    await settled();
    expect(here.panel?.textContent).not.toContain('Text 1');
    expect(here.root.querySelector('.launch')?.getAttribute('aria-label')).toBe('Support');
  });

  it('leaves no session to a page that signed out while it began', async () => {
    const server = new FakeServer();
    page = await HostPage.load(server);
    const release = server.hold(/POST sessions/);
    page.say('identify', ALICE);
    page.say('open');
    await vi.waitFor(() => expect(server.requests(/POST sessions/)).toHaveLength(1));
    page.say('shutdown');
    release();
    await vi.waitFor(() => expect(server.sessions.size).toBe(0));
    expect(page.kept).toBe('');
  });

  it('leaves nothing after a shutdown, also of what earlier versions kept', async () => {
    localStorage.setItem('candor:wk_1:draft:new', SECRET);
    localStorage.setItem('candor:wk_1:outbox', JSON.stringify([{ text: SECRET }]));
    const here = await asAlice();
    await here.type('something else');
    expect(here.kept).not.toContain(SECRET);
    here.say('shutdown');
    expect(here.kept).toBe('');
    expect(here.server.sessions.size).toBe(0);
  });

  it('leaves nothing when the server no longer takes the token', async () => {
    const here = await asAlice();
    await here.type(SECRET);
    here.server.sessions.clear();
    here.server.refused.add(ALICE);
    here.say('open', { name: 'article', slug: 'any' });
    await vi.waitFor(() => expect(here.panel?.textContent).toContain('could not confirm'));
    expect(here.kept).toBe('');
  });

  it('leaves nothing to a page that comes after the session has ended', async () => {
    const here = await asAlice();
    await here.type(SECRET);
    const name = 'candor:wk_1:session';
    localStorage.setItem(name, JSON.stringify({ ...(JSON.parse(localStorage.getItem(name) ?? '') as object), until: Date.now() - 1 }));
    const kept = { ...localStorage };
    here.leave();
    for (const [each, text] of Object.entries(kept)) localStorage.setItem(each, String(text));
    page = await HostPage.load(here.server);
    expect(page.kept).toBe('');
  });

  it('keeps everything for the same person, whose token is only fresh', async () => {
    const here = await asAlice();
    const field = await here.type(SECRET);
    here.say('identify', `${ALICE}-again`);
    here.say('identify', () => Promise.resolve(ALICE));
    await settled();
    expect(here.panel?.querySelector('textarea')).toBe(field);
    expect(field.value).toBe(SECRET);
  });

  it('takes no draft of a visitor into the name of a customer', async () => {
    page = await HostPage.load();
    page.say('open', 'conversation');
    await page.type(SECRET);
    page.say('identify', ALICE);
    page.say('open', 'conversation');
    await vi.waitFor(() => expect([...(page?.server.sessions.values() ?? [])]).toEqual(['alice']));
    await settled();
    expect((await page.find<HTMLTextAreaElement>('textarea')).value).toBe('');
    expect(page.kept).not.toContain(SECRET);
    // The session itself is shown to the server, which joins what the visitor wrote.
    expect(page.server.requests(/POST sessions/).at(-1)?.token).not.toBe('');
  });

  it.each<[string, (oldValue: string | null) => void]>([
    ['the other tabs', (oldValue) => dispatchEvent(new StorageEvent('storage', { key: 'candor:wk_1:session', oldValue, newValue: null }))],
    ['a page that slept', () => dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))],
  ])('goes in %s too', async (_, tell) => {
    const here = await asAlice();
    await here.type(SECRET);
    const oldValue = localStorage.getItem('candor:wk_1:session');
    localStorage.clear();
    tell(oldValue);
    await settled();
    expect(here.panel).toBeNull();
    expect(here.kept).toBe('');
    here.say('open', 'conversation');
    expect((await here.find<HTMLTextAreaElement>('textarea')).value).toBe('');
    expect(here.server.requests(/POST sessions/).at(-1)?.body.user_token).toBe('');
  });

  it('follows a sign-in of another tab without ending it', async () => {
    const here = await asAlice();
    await here.find('textarea');
    const name = 'candor:wk_1:session';
    const oldValue = localStorage.getItem(name);
    here.server.sessions.set('of-bob', 'bob');
    localStorage.setItem(name, JSON.stringify({ token: 'of-bob', subject: 'bob', hasConversations: true, until: Date.now() + 60_000 }));
    dispatchEvent(new StorageEvent('storage', { key: name, oldValue, newValue: localStorage.getItem(name) }));
    await settled();
    expect(here.panel).toBeNull();
    expect(here.server.sessions.get('of-bob')).toBe('bob');
    expect(here.kept).toContain('of-bob');
  });

  it('does not hear what other tabs told about somebody else', async () => {
    const here = await asAlice();
    await here.find('textarea');
    const before = here.server.requests(/GET home/).length;
    const other = new BroadcastChannel('candor:wk_1');
    other.postMessage({ type: 'changed', who: 'somebody' });
    other.postMessage({ type: 'changed' });
    await settled();
    other.close();
    expect(here.server.requests(/GET home/)).toHaveLength(before);
  });

  it('takes consent, attributes and steps along', async () => {
    const here = await asAlice();
    here.say('consent', true);
    here.say('context', { plan: 'Secret plan' });
    here.say('identify', BOB);
    here.say('context', { role: 'admin' });
    here.say('consent', true);
    await here.type('hello');
    here.panel?.querySelector('form')?.requestSubmit();
    await vi.waitFor(() => expect(here.server.requests(/POST context/).at(-1)?.body.attributes).toEqual({ role: 'admin' }));
  });

  it('finds what the page said before it knew who is there', async () => {
    localStorage.setItem('candor:wk_1:session', JSON.stringify({ token: 'old', subject: 'carol', hasConversations: false }));
    page = await HostPage.load();
    page.say('context', { plan: 'Scale' });
    page.say('consent', true);
    page.say('identify', ALICE);
    page.say('open', 'conversation');
    await page.type('hello');
    page.panel?.querySelector('form')?.requestSubmit();
    await vi.waitFor(() => expect(page?.server.requests(/POST context/).at(-1)?.body.attributes).toEqual({ plan: 'Scale' }));
  });
});
