import { afterEach, describe, expect, it, vi } from 'vitest';
import { cleanUp, HostPage, settled } from './testing/host-page';
import { tokenOf } from './testing/server';

/** Ways in which pages lose elements that are not theirs. */
const LOSSES: [string, () => void][] = [
  [
    'another body',
    () => {
      const next = document.createElement('body');
      next.innerHTML = '<h1>Second</h1>';
      document.documentElement.replaceChild(next, document.body);
      history.pushState({}, '', '/second');
    },
  ],
  ['an emptied body', () => document.body.replaceChildren()],
  ['text for the body', () => (document.body.innerHTML = '<main>Second</main>')],
  ['the element alone', () => document.querySelector('[data-candor-widget]')?.remove()],
  [
    'a kept copy of the body',
    () => {
      const copy = document.body.cloneNode(true);
      document.documentElement.replaceChild(copy, document.body);
    },
  ],
  [
    'another document element',
    () => {
      const next = document.createElement('html');
      next.append(document.createElement('head'), document.createElement('body'));
      document.replaceChild(next, document.documentElement);
    },
  ],
];

describe('a page that replaces what it shows', () => {
  let page: HostPage | null = null;
  afterEach(() => cleanUp(page));

  it.each(LOSSES)('has the launcher again by itself: %s', async (_, lose) => {
    page = await HostPage.load();
    await vi.waitFor(() => expect(page?.launchers).toHaveLength(1));
    lose();
    await vi.waitFor(() => expect(page?.launchers).toHaveLength(1));
    expect(page.launchers[0]?.parentNode).toBe(document.body);
  });

  it.each(LOSSES)('has the launcher at once with a call, and the same panel: %s', async (_, lose) => {
    page = await HostPage.load();
    page.say('identify', tokenOf('alice'));
    page.say('open', 'conversation');
    const field = await page.type('half a sentence');
    const sessions = page.server.requests(/sessions/).length;
    lose();
    page.say('open');
    expect(page.launchers).toHaveLength(1);
    expect(page.panel?.querySelector('textarea')).toBe(field);
    await settled();
    expect(page.launchers).toHaveLength(1);
    expect(page.server.requests(/sessions/)).toHaveLength(sessions);
  });

  it.each(LOSSES)('has one launcher when the script runs again: %s', async (_, lose) => {
    page = await HostPage.load();
    await vi.waitFor(() => expect(page?.launchers).toHaveLength(1));
    lose();
    await page.runScript();
    expect(page.launchers).toHaveLength(1);
    await page.runScript();
    await settled();
    expect(page.launchers).toHaveLength(1);
    expect(page.server.requests(/GET config/)).toHaveLength(1);
  });

  it('lets a page have its way that takes the element out again and again', async () => {
    page = await HostPage.load();
    await vi.waitFor(() => expect(page?.launchers).toHaveLength(1));
    let count = 0;
    const enemy = new MutationObserver(() => {
      if (!document.querySelector('[data-candor-widget]')) return;
      count += 1;
      document.querySelector('[data-candor-widget]')?.remove();
    });
    enemy.observe(document.body, { childList: true });
    document.querySelector('[data-candor-widget]')?.remove();
    await settled();
    await settled();
    expect(count).toBeLessThan(10);
    enemy.disconnect();
    page.say('open');
    expect(page.launchers).toHaveLength(1);
  });

  it('works again on a document that was opened anew', async () => {
    page = await HostPage.load();
    page.say('identify', tokenOf('alice'));
    page.say('open', 'conversation');
    await page.type('half a sentence');
    const root = page.root;
    // As document.open does: the listeners of all elements are gone.
    const deaf = root.querySelector('.launch')?.cloneNode(true);
    vi.spyOn(root.querySelector('.launch') as Element, 'dispatchEvent').mockReturnValue(true);
    expect(deaf).toBeTruthy();
    document.body.replaceChildren();
    page.say('open');
    expect(page.launchers).toHaveLength(1);
    expect(page.root).not.toBe(root);
    await page.button('Talk to a person');
    expect(page.server.requests(/DELETE/)).toHaveLength(0);
  });
});
