import { afterEach, describe, expect, it, vi } from 'vitest';
import { cleanUp, HostPage, settled } from './testing/host-page';
import { FakeServer, tokenOf } from './testing/server';

const ALICE = tokenOf('alice');
const BOB = tokenOf('bob');

describe('calls of a page', () => {
  let page: HostPage | null = null;
  afterEach(() => cleanUp(page));

  const early = (...calls: unknown[][]) => {
    (window as { candor?: unknown }).candor = { q: calls };
  };

  it('take effect in their order when they come before the script', async () => {
    early(['context', { plan: 'Scale' }], ['identify', ALICE], ['open', 'conversation']);
    page = await HostPage.load();
    await page.find('textarea');
    expect(page.server.requests(/POST sessions/)[0]?.body.user_token).toBe(ALICE);
  });

  it('wait for the boot of a tag without a key', async () => {
    early(['identify', ALICE], ['open', 'conversation']);
    page = await HostPage.load(new FakeServer(), {});
    await settled();
    expect(page.launchers).toHaveLength(0);
    page.say('boot', { key: 'wk_1' });
    await page.find('textarea');
    expect(page.server.requests(/POST sessions/)[0]?.body.user_token).toBe(ALICE);
  });

  it.each([
    ['open, close', [['open'], ['close']], false],
    ['open, close, open', [['open'], ['close'], ['open']], true],
    ['close, open', [['close'], ['open']], true],
    ['open, shutdown', [['open'], ['shutdown']], false],
    ['open, shutdown, boot', [['open'], ['shutdown'], ['boot']], false],
    ['open, shutdown, boot, open', [['open'], ['shutdown'], ['boot'], ['open']], true],
  ])('end as the last one says while nothing has arrived: %s', async (_, calls, isOpen) => {
    const server = new FakeServer();
    const release = server.hold(/GET config/);
    page = await HostPage.load(server);
    for (const call of calls) page.say(...call);
    release();
    await settled();
    await settled();
    expect(page.panel !== null).toBe(isOpen);
    expect(page.launchers).toHaveLength(calls.at(-1)?.[0] === 'shutdown' ? 0 : 1);
  });

  it('shut down what is booting, also before there is a body', async () => {
    const server = new FakeServer();
    page = await HostPage.load(server);
    page.say('shutdown');
    const { body } = document;
    page.say('boot', {});
    body.remove();
    await settled();
    page.say('shutdown');
    document.documentElement.append(body);
    document.dispatchEvent(new Event('DOMContentLoaded'));
    await settled();
    expect(page.launchers).toHaveLength(0);
  });

  it('identify whom the last one names, also when it answers first', async () => {
    const server = new FakeServer();
    page = await HostPage.load(server);
    let tellAlice = (_token: string): void => undefined;
    page.say('identify', () => new Promise<string>((resolve) => (tellAlice = resolve)));
    page.say('open');
    page.say('identify', () => Promise.resolve(BOB));
    await page.button('Talk to a person');
    tellAlice(ALICE);
    await settled();
    expect([...server.sessions.values()]).toEqual(['bob']);
    expect(page.panel?.textContent).toContain('bob');
  });

  it('identify whom the last one names while the session of the first one begins', async () => {
    const server = new FakeServer();
    page = await HostPage.load(server);
    const release = server.hold(/POST sessions/);
    page.say('identify', ALICE);
    page.say('open');
    await vi.waitFor(() => expect(server.requests(/POST sessions/)).toHaveLength(1));
    page.say('identify', BOB);
    release();
    await vi.waitFor(() => expect(page?.panel?.textContent).toContain('bob'));
    await vi.waitFor(() => expect([...server.sessions.values()]).toEqual(['bob']));
    expect(page.panel?.textContent).not.toContain('alice');
  });

  it.each([
    [['identify']],
    [['identify', null]],
    [['identify', 12]],
    [['context']],
    [['context', ['a']]],
    [['open', 'everything']],
    [['open', { name: 'article' }]],
    [['consent', 'yes']],
    [['boot', 'wk_2']],
    [['boot', { key: 'wk_2' }]],
    [['boot', { userToken: 5 }]],
    [['fly']],
    [[]],
    [[{}]],
  ])('warn once of what they cannot do, and break nothing: %j', async (call) => {
    page = await HostPage.load();
    page.say('identify', ALICE);
    page.say('open');
    await page.button('Talk to a person');
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    page.say(...call);
    page.say(...call);
    await settled();
    expect(warned).toHaveBeenCalledOnce();
    expect(page.panel?.textContent).toContain('alice');
    expect(page.launchers).toHaveLength(1);
  });

  it('identify by a token after a function that never answers', async () => {
    page = await HostPage.load();
    page.say('identify', () => new Promise(() => undefined));
    page.say('identify', ALICE);
    page.say('open', 'conversation');
    const field = await page.type('half a sentence');
    page.say('open');
    await settled();
    expect(page.panel?.querySelector('textarea')).toBe(field);
  });

  it('go on after a page whose token cannot be fetched, as a visitor', async () => {
    page = await HostPage.load();
    page.say('identify', () => Promise.reject(new Error('offline')));
    page.say('open', 'conversation');
    await page.find('textarea');
  });
});
