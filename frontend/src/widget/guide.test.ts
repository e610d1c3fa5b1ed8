import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GuideStep } from './app/types';
import { cleanUp, HostPage } from './testing/host-page';
import { conversation, FakeServer, message, tokenOf } from './testing/server';

let page: HostPage | null = null;
// What the page fetches later is read once before, so that no wait of the test includes it.
beforeAll(() => import('./app/main'), 60_000);
beforeEach(() => {
  // jsdom lays nothing out; what is there has a size.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(10, 10, 80, 20));
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(() => {
  cleanUp(page);
  document.querySelector('#rotate')?.remove();
  vi.restoreAllMocks();
});

const step = (selector: string, title: string, pattern = ''): GuideStep => ({ page: pattern, selector, title, text: `Text of ${title}` });
const STEPS = [step('#rotate', 'Rotate'), step('#gone', 'Gone'), step('#rotate', 'Elsewhere', '/never/*')];

/** The small panel of an answer with steps, on a page that has the first element. */
async function guide(): Promise<HostPage> {
  const server = new FakeServer();
  const citation = { number: 1, title: 'Rotate a key', slug: 'rotate-a-key', url: '', quote: '', sections: [], guide: STEPS };
  server.conversations.alice = [conversation('c1', { messages: [message('1', 'me'), message('2', 'assistant', '', { citations: [citation] })] })];
  const button = document.createElement('button');
  button.id = 'rotate';
  page = await HostPage.load(server);
  document.body.append(button);
  page.say('identify', tokenOf('alice'));
  page.say('open', { name: 'conversation', id: 'c1' });
  const show = await page.find<HTMLButtonElement>('.wg-after .btn');
  expect(show.textContent).toBe('Show me');
  show.click();
  await page.find('.wg-guide');
  return page;
}

const told = (here: HostPage) => here.server.seen.filter(({ path }) => path.startsWith('guide-steps')).map(({ body }) => body);
const current = (here: HostPage) => here.panel?.querySelector('.wg-guide .on b')?.textContent;
const press = (here: HostPage, name: string) => [...(here.panel?.querySelectorAll<HTMLButtonElement>('.wg-gf .btn') ?? [])].find((one) => one.textContent === name)?.click();

describe('Show me', () => {
  it('rings one element after another by keyboard, and tells once which are missing', async () => {
    const here = await guide();
    expect(here.root.querySelector<HTMLElement>('.wg-ring')?.hidden).toBe(false);
    await vi.waitFor(() => expect(told(here)).toEqual([{ article: 'rotate-a-key', selector: '#rotate', found: true }]));
    here.panel?.querySelector('.wg-gf .btn')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await vi.waitFor(() => expect(current(here)).toBe('Gone'));
    await vi.waitFor(() => expect(here.panel?.textContent).toContain('This is not on the current page. Look for: Gone'), { timeout: 5_000 });
    expect(told(here)).toContainEqual({ article: 'rotate-a-key', selector: '#gone', found: false });
    press(here, 'Back');
    await vi.waitFor(() => expect(current(here)).toBe('Rotate'));
    press(here, 'Next');
    press(here, 'Next');
    await vi.waitFor(() => expect(here.panel?.textContent).toContain('This step is on another page: /never/*'));
    press(here, 'Stop');
    await vi.waitFor(() => expect(here.root.querySelector('.wg-ring')).toBeNull());
    expect(told(here)).toHaveLength(2);
  });
});
