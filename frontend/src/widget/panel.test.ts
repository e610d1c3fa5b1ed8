import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Conversation, Preview, Wait } from './app/types';
import { cleanUp, HostPage, settled } from './testing/host-page';
import { conversation, FakeServer, message, tokenOf } from './testing/server';

let page: HostPage | null = null;
afterEach(() => cleanUp(page));

/** The panel of a customer with these conversations, showing the first one or Home. */
async function open(own: Conversation[], view?: unknown, change: (server: FakeServer) => void = () => undefined): Promise<HostPage> {
  const server = new FakeServer();
  server.conversations.alice = own;
  change(server);
  page = await HostPage.load(server);
  page.say('identify', tokenOf('alice'));
  page.say('open', ...(view ? [view] : own[0] ? [{ name: 'conversation', id: own[0].id }] : []));
  await page.find('.wg-b');
  return page;
}

const textOf = (here: HostPage): string => here.panel?.textContent ?? '';
const reads = (here: HostPage, text: string | RegExp) => vi.waitFor(() => expect(textOf(here)).toMatch(text), { timeout: 5_000 });

const WAITS: Record<string, [Wait, RegExp]> = {
  set: [{ promise: 'set', seconds: null, until: null, is_someone_here: true, text: 'Monday to Friday.' }, /Monday to Friday\./g],
  usual: [{ promise: 'usual', seconds: 480, until: null, is_someone_here: true, text: '' }, /A person usually replies within 8 min\./g],
  within: [{ promise: 'within', seconds: 259_200, until: new Date(Date.now() + 259_000_000).toISOString(), is_someone_here: true, text: '' }, /A person replies within 3 days\./g],
  here: [{ promise: 'here', seconds: null, until: null, is_someone_here: true, text: '' }, /A person is here now\./g],
  away: [{ promise: 'away', seconds: null, until: null, is_someone_here: false, text: '' }, /A person replies as soon as somebody is back\./g],
};
const ANY_PROMISE = /Monday to Friday|repl(?:y|ies) within|here now|in seconds|at any time|nobody is here|repl(?:y|ies) as soon/gi;

describe('one promise', () => {
  it.each(Object.entries(WAITS))('on Home and nothing beside it: %s', async (_, [wait, said]) => {
    const here = await open([], undefined, (server) => (server.home = { wait }));
    await reads(here, new RegExp(said.source));
    expect(textOf(here).match(ANY_PROMISE)).toHaveLength(1);
    expect(here.panel?.querySelector('.wg-h')?.textContent).toMatch(new RegExp(said.source));
  });

  it.each(Object.entries(WAITS))('in a conversation that waits for a person: %s', async (_, [wait, said]) => {
    const waiting = conversation('c1', { owner: 'waiting', wait });
    const here = await open([waiting], undefined, (server) => (server.home = { wait: { promise: 'usual', seconds: 480, until: null, is_someone_here: true, text: '' } }));
    await reads(here, new RegExp(said.source));
    expect(textOf(here).match(ANY_PROMISE)).toHaveLength(1);
  });

  it('in a conversation with the assistant is of that conversation', async () => {
    const here = await open([conversation('c1', { wait: (WAITS.within as [Wait, RegExp])[0] })]);
    await reads(here, /within 3 days/);
    expect(textOf(here).match(ANY_PROMISE)).toHaveLength(1);
  });

  it('goes away when a person has answered, and comes again when it is passed on again', async () => {
    const answered = [message('1', 'me'), message('2', 'assistant'), message('3', 'person', 'Ines Marques')];
    const here = await open([conversation('c1', { owner: 'person', person: 'Ines Marques', messages: answered, wait: (WAITS.usual as [Wait, RegExp])[0] })]);
    await reads(here, 'Text 3');
    expect(textOf(here)).not.toMatch(ANY_PROMISE);
    expect(here.panel?.querySelector('.wg-hand')).toBeNull();
    expect(here.panel?.querySelector('.wg-h')?.textContent).toContain('Ines Marques has this');
    const again = conversation('c2', { owner: 'waiting', messages: [...answered, message('4', 'assistant'), message('5', 'me')] });
    here.server.conversations.alice?.push(again);
    here.say('open', { name: 'conversation', id: 'c2' });
    await here.find('.wg-hand');
  });
});

describe('an address', () => {
  it('is asked for also while somebody is here, and told when it is known', async () => {
    const told = conversation('c1', { owner: 'waiting', may_leave_email: true });
    const here = await open([told], undefined, (server) => server.answers('post', 'conversations/{conversation_id}/email', told));
    const field = await here.find<HTMLInputElement>('input[type=email]');
    field.value = 'new@dunmore.test';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    Object.assign(told, { may_leave_email: false, reply_email: 'new@dunmore.test' });
    (await here.button('Save')).click();
    await reads(here, /also come by email to new@dunmore\.test/);
    await vi.waitFor(() => expect(here.root.activeElement?.textContent).toContain('new@dunmore.test'));
  });

  it('may be left while the assistant answers, behind a link', async () => {
    const here = await open([conversation('c1', { may_leave_email: true })]);
    (await here.button(/Leave an email/)).click();
    const field = await here.find('input[type=email]');
    await vi.waitFor(() => expect(here.root.activeElement).toBe(field));
  });

  it('that is none stays in the field, with the reason', async () => {
    const here = await open([conversation('c1', { owner: 'waiting', may_leave_email: true })]);
    await here.find('input[type=email]');
    (await here.button('Save')).click();
    await reads(here, /does not look like an email/);
    expect(here.server.requests(/email/)).toHaveLength(0);
  });

  it('that has answered is not shown: the conversation goes on by email', async () => {
    const here = await open([conversation('c1', { owner: 'person', person: 'Ines', goes_on_by_email: true, reply_email: 'new@dunmore.test' })]);
    await reads(here, 'This conversation goes on by email.');
    expect(textOf(here)).not.toContain('new@dunmore.test');
  });
});

describe('keys of an input method', () => {
  const press = (field: HTMLElement, key: string, change: KeyboardEventInit) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true, ...change });
    field.dispatchEvent(event);
    return event;
  };
  const METHODS: [string, KeyboardEventInit][] = [
    ['while composing', { isComposing: true, keyCode: 229 }],
    ['while composing, without the code', { isComposing: true }],
    ["in Safari's order", { isComposing: false, keyCode: 229 }],
  ];

  it.each(METHODS)('send no message and close no panel: %s', async (_, how) => {
    const here = await open([conversation('c1')]);
    const field = await here.type('東京');
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '東京' }));
    press(field, 'Enter', how);
    press(field, 'Escape', how);
    await settled();
    expect(field.value).toBe('東京');
    expect(here.server.requests(/POST conversations\/c1\/messages/)).toHaveLength(0);
    press(field, 'Enter', { keyCode: 13 });
    await vi.waitFor(() => expect(here.server.requests(/POST conversations\/c1\/messages/).length).toBeGreaterThan(0));
  });

  it.each(METHODS)('submit neither search nor address: %s', async (_, how) => {
    const here = await open([conversation('c1', { owner: 'waiting', may_leave_email: true })]);
    expect(press(await here.find('input[type=email]'), 'Enter', how).defaultPrevented).toBe(true);
    here.say('open', 'home');
    expect(press(await here.find('[role=search] input'), 'Enter', how).defaultPrevented).toBe(true);
    expect(press(await here.find('[role=search] input'), 'Enter', { keyCode: 13 }).defaultPrevented).toBe(false);
  });
});

describe('names and focus', () => {
  it('gives each cross its own name, and a link the title of its article', async () => {
    const here = await open([], undefined, (server) => {
      server.home = { notices: [{ id: 'n1', text: 'Runs may be late.', article: 'late-runs' }] };
      server.answers('get', 'articles/{slug}', { slug: 'late-runs', title: 'Why runs are late', summary: '', url: '', body: [], guide: [] });
    });
    await here.button('Why runs are late');
    (await here.button('What is shared')).click();
    await here.button('Close what is shared');
    await here.button('Close support');
    const names = [...(here.panel?.querySelectorAll('button[aria-label]') ?? [])].map((each) => each.getAttribute('aria-label'));
    expect(new Set(names).size).toBe(names.length);
    const dismiss = await here.button('Dismiss notice');
    dismiss.focus();
    dismiss.click();
    await vi.waitFor(() => expect(textOf(here)).not.toContain('Runs may be late.'));
    await vi.waitFor(() => expect(here.root.activeElement).not.toBeNull());
  });

  it.each(['Share', 'Not now'])('keeps the focus in the panel after %s, and lets Home take it back', async (word) => {
    const here = await open([]);
    const button = await here.button(word);
    button.focus();
    button.click();
    await reads(here, word === 'Share' ? 'Support sees this page' : 'Support does not see');
    const next = await here.button(word === 'Share' ? 'Stop sharing' : 'Share');
    await vi.waitFor(() => expect(here.root.activeElement).toBe(next));
    next.click();
    await here.button(word === 'Share' ? 'Share' : 'Stop sharing');
    expect(here.root.activeElement).not.toBeNull();
  });

  it('shows what would be sent now, as the server cleans it', async () => {
    const preview: Preview = {
      page: { url: 'https://app.test/exports', title: 'Exports', element: 'Test connection' },
      attributes: { plan: 'Scale' },
      steps: [{ at: '2026-03-02T09:00:00Z', kind: 'request', label: 'POST /exports', detail: '502' }],
    };
    const here = await open([], undefined, (server) => server.answers('post', 'context/preview', preview));
    here.say('context', { plan: 'Scale' });
    (await here.button('What is shared')).click();
    await reads(here, /https:\/\/app\.test\/exports/);
    for (const part of ['Exports', 'Last used: Test connection', 'POST /exports 502', 'plan: Scale']) expect(textOf(here)).toContain(part);
    expect(here.server.requests(/context\/preview/)[0]?.body).toMatchObject({ attributes: { plan: 'Scale' }, page: { url: `${location.origin}/`, element: '' } });
    expect(here.server.requests(/POST context$/)).toHaveLength(0);
  });
});

describe('a person from Home', () => {
  it('begins at once where nothing is open', async () => {
    const here = await open([]);
    (await here.button('Talk to a person')).click();
    await vi.waitFor(() => expect(here.server.requests(/POST conversations$/)[0]?.body.wants_person).toBe(true));
  });

  it('may take over an open conversation or begin another', async () => {
    const here = await open([conversation('c1', { owner: 'waiting' })], 'home');
    (await here.button('Talk to a person')).click();
    await here.button(/About c1/);
    expect(here.server.requests(/POST conversations/)).toHaveLength(0);
    (await here.button('Begin another conversation')).click();
    await vi.waitFor(() => expect(here.server.requests(/POST conversations$/)[0]?.body.wants_person).toBe(true));
    here.say('open', 'home');
    (await here.button('Talk to a person')).click();
    (await here.button(/About c1/)).click();
    await reads(here, 'Text 1');
  });
});

describe('what is shown', () => {
  it('draws pictures with a text for who cannot see them, and links other files', async () => {
    const file = { id: 'f1', name: 'error.png', size: 2000, content_type: 'image/png', url: '/api/v1/widget/attachments/f1?pass=x' };
    const attachments = [file, { ...file, id: 'f2', name: 'log.svg', content_type: 'image/svg+xml' }];
    const here = await open([conversation('c1', { messages: [message('1', 'person', 'Ines', { attachments })] })]);
    const picture = await here.find<HTMLImageElement>('.wg-files img');
    expect([picture.alt, picture.src]).toEqual(['Picture: error.png', `https://support.test${file.url}`]);
    expect(here.panel?.querySelectorAll('.wg-files img')).toHaveLength(1);
    picture.dispatchEvent(new Event('error'));
    await vi.waitFor(() => expect(here.panel?.querySelector('.wg-files img')).toBeNull());
    expect(here.panel?.querySelectorAll('.wg-files a')).toHaveLength(2);
  });

  it('tells readers of a new message from a person', async () => {
    const own = conversation('c1', { owner: 'person', person: 'Ines' });
    const here = await open([own]);
    await reads(here, 'Text 1');
    own.messages = [...own.messages, message('2', 'person', 'Ines')];
    const tab = new BroadcastChannel('candor:wk_1');
    const who = Object.keys(sessionStorage).find((name) => name.endsWith(':open'))?.split(':')[2];
    tab.postMessage({ type: 'changed', conversation: 'c1', who });
    await vi.waitFor(() => expect(here.panel?.querySelector('[aria-live=polite]')?.textContent).toBe('New message from Ines'));
    tab.close();
  });

  it('is open after a reload of the page, at the same place, without taking the focus', async () => {
    const here = await open([conversation('c1')]);
    await reads(here, 'Text 1');
    // The page goes without a word, as pages do.
    document.body.innerHTML = '<button id="own">Own</button>';
    delete window.candor;
    document.getElementById('own')?.focus();
    page = await HostPage.load(here.server);
    await settled();
    expect(page.panel).toBeNull();
    page.say('identify', () => Promise.resolve(tokenOf('alice')));
    await reads(page, 'Text 1');
    await settled();
    expect(document.activeElement?.id).toBe('own');
    (await page.button('Close support')).click();
    expect(Object.keys(sessionStorage)).toEqual([]);
  });

  it('is open after a reload for a visitor whose page asks its backend', async () => {
    page = await HostPage.load();
    page.say('identify', () => Promise.resolve(null));
    page.say('open', 'conversation');
    await page.type('half a sentence');
    document.body.innerHTML = '';
    delete window.candor;
    page = await HostPage.load(page.server);
    page.say('identify', () => Promise.resolve(null));
    expect((await page.find<HTMLTextAreaElement>('textarea')).value).toBe('half a sentence');
  });

  it('is not open after a reload for anybody else', async () => {
    const here = await open([conversation('c1')]);
    await reads(here, 'Text 1');
    document.body.innerHTML = '';
    delete window.candor;
    page = await HostPage.load(here.server);
    page.say('identify', tokenOf('bob'));
    await settled();
    expect(page.panel).toBeNull();
    expect(page.kept).not.toContain('c1');
  });
});

describe('the way to all requests', () => {
  const URL_ONCE = 'https://help.test/help/halyard/sign-in/once/';

  it('opens in a tab of its own, already signed in', async () => {
    const tab = { opener: window, location: { replace: vi.fn() }, close: vi.fn() };
    const opened = vi.spyOn(window, 'open').mockReturnValue(tab as unknown as Window);
    const here = await open([], undefined, (server) => {
      server.home = { has_portal: true };
      server.answers('post', 'portal', { url: URL_ONCE, is_signed_in: true });
    });
    (await here.button('All your requests')).click();
    await vi.waitFor(() => expect(tab.location.replace).toHaveBeenCalledWith(URL_ONCE));
    expect(tab.opener).toBeNull();
    opened.mockRestore();
  });

  it('says so where it cannot be opened, and is not offered to visitors', async () => {
    const tab = { opener: window, location: { replace: vi.fn() }, close: vi.fn() };
    const opened = vi.spyOn(window, 'open').mockReturnValue(tab as unknown as Window);
    const here = await open([], undefined, (server) => (server.home = { has_portal: true }));
    (await here.button('All your requests')).click();
    await reads(here, /could not be opened/);
    expect(tab.close).toHaveBeenCalled();
    opened.mockRestore();
    cleanUp(page);
    const without = await open([]);
    expect(textOf(without)).not.toMatch(/All your requests/);
  });
});
