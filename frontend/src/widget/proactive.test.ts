import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { cleanUp, HostPage, settled } from './testing/host-page';
import { FakeServer, tokenOf } from './testing/server';

let page: HostPage | null = null;
// What the page fetches later is read once before, so that no wait of the test includes it.
beforeAll(() => import('./app/main'), 60_000);
afterEach(() => cleanUp(page));

const MESSAGE = { id: 7, text: 'Your file was refused.', article: 'import-past-events', shows_steps: false };

/** A page whose customer is signed in, with a message that waits for them. */
async function waiting(message: typeof MESSAGE | null = MESSAGE, isProactive = true): Promise<HostPage> {
  const server = new FakeServer();
  server.config = { is_proactive: isProactive };
  server.answers('get', 'proactive', { message, is_opted_out: false });
  server.answers('post', 'proactive/choice', { message: null, is_opted_out: true });
  server.answers('get', 'articles/{slug}', { slug: MESSAGE.article, title: 'Import past events', summary: '', body: [], url: '', guide: [] });
  page = await HostPage.load(server);
  page.say('identify', tokenOf('alice'));
  return page;
}

const bubble = (here: HostPage) => here.root.querySelector<HTMLElement>('.wg-nudge');
const shown = (here: HostPage): Promise<HTMLElement> =>
  vi.waitFor(
    () => {
      const found = bubble(here);
      if (!found) throw new Error('There is no message.');
      return found;
    },
    { timeout: 5_000 },
  );
const told = (here: HostPage) => here.server.seen.filter(({ method, path }) => method === 'POST' && path.startsWith('proactive')).map(({ path, body }) => [path, body]);
const press = (here: HostPage, name: string) => [...(bubble(here)?.querySelectorAll('button') ?? [])].find((one) => (one.getAttribute('aria-label') ?? one.textContent) === name)?.click();

describe('a message that nobody asked for', () => {
  it('stands beside the launcher, is said politely, and leaves the focus where it is', async () => {
    const field = document.createElement('input');
    const here = await waiting();
    document.body.append(field);
    field.focus();
    expect((await shown(here)).textContent).toContain('Your file was refused.');
    await vi.waitFor(() => expect(here.root.querySelector('[role="status"]')?.textContent).toBe('Your file was refused.'));
    expect(here.root.querySelector('[role="status"]')?.getAttribute('aria-live')).toBe('polite');
    expect(document.activeElement).toBe(field);
    expect(here.panel).toBeNull();
    expect(told(here)).toEqual([['proactive/7', { what: 'shown' }]]);
    field.remove();
  });

  it('goes with Escape, and the answer is kept', async () => {
    const here = await waiting();
    const close = (await shown(here)).querySelector<HTMLButtonElement>('.ib');
    close?.focus();
    close?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
    await vi.waitFor(() => expect(bubble(here)).toBeNull());
    expect(told(here)).toContainEqual(['proactive/7', { what: 'dismissed' }]);
    // The focus goes to the launcher, not to the page.
    expect(here.root.activeElement?.className).toBe('launch');
  });

  it('leads to its article in the panel', async () => {
    const here = await waiting();
    await shown(here);
    press(here, 'Read the article');
    await vi.waitFor(() => expect(here.panel?.textContent).toContain('Import past events'));
    expect(bubble(here)).toBeNull();
    expect(told(here)).toContainEqual(['proactive/7', { what: 'opened' }]);
    expect(here.root.querySelector('.launch')?.getAttribute('aria-expanded')).toBe('true');
  });

  it('can be refused for good', async () => {
    const here = await waiting();
    await shown(here);
    press(here, 'No more messages like this');
    await vi.waitFor(() => expect(bubble(here)).toBeNull());
    expect(told(here)).toContainEqual(['proactive/choice', { is_opted_out: true }]);
  });

  it('is not asked for where no playbook may send any, nor for nobody', async () => {
    const here = await waiting(MESSAGE, false);
    await settled();
    expect(here.server.seen.some(({ path }) => path.startsWith('sessions') || path.startsWith('proactive'))).toBe(false);
    here.leave();
    const server = new FakeServer();
    server.config = { is_proactive: true };
    page = await HostPage.load(server);
    await settled();
    expect(server.seen.some(({ path }) => path.startsWith('sessions'))).toBe(false);
  });
});
