import { vi } from 'vitest';
import { FakeServer, SERVER } from './server';

class Sheet {
  replaceSync(): void {
    /* jsdom has no constructed sheets. */
  }
}

class Silence {
  readyState = 0;
  send(): void {
    /* Nobody listens. */
  }
  close(): void {
    /* Nothing was open. */
  }
}

/** A page of a customer with the script tag on it: the real loader and the real app, before a fake server. */
export class HostPage {
  constructor(readonly server: FakeServer) {}

  /** Opens the page; storage and server stay as they are, as after a reload. */
  static async load(server = new FakeServer(), attributes: Record<string, string> = { candorKey: 'wk_1' }): Promise<HostPage> {
    server.install();
    vi.stubGlobal('CSSStyleSheet', Sheet);
    vi.stubGlobal('WebSocket', Silence);
    vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }));
    const page = new HostPage(server);
    page.followScripts();
    const tag = document.createElement('script');
    Object.assign(tag.dataset, attributes);
    Object.defineProperty(tag, 'src', { value: `${SERVER}/widget.js` });
    document.body.append(tag);
    Object.defineProperty(document, 'currentScript', { configurable: true, value: tag });
    await page.runScript();
    return page;
  }

  /** The script tag runs, once more if it has before. */
  async runScript(): Promise<void> {
    vi.resetModules();
    await import('../loader');
  }

  /** What the page's own code says. */
  say(...call: unknown[]): void {
    (window.candor as (...call: unknown[]) => void)(...call);
  }

  leave(): void {
    this.say('shutdown');
    delete window.candor;
  }

  get launchers(): Element[] {
    return [...document.querySelectorAll('[data-candor-widget]')];
  }

  get root(): ShadowRoot {
    const root = this.launchers[0]?.shadowRoot;
    if (!root) throw new Error('There is no widget on the page.');
    return root;
  }

  get panel(): HTMLElement | null {
    return this.launchers[0]?.shadowRoot?.querySelector<HTMLElement>('.wg') ?? null;
  }

  /** The open panel with what is asked for in it. */
  find<E extends HTMLElement = HTMLElement>(selector: string): Promise<E> {
    return vi.waitFor(
      () => {
        const found = this.panel?.querySelector<E>(selector);
        if (!found) throw new Error(`There is no ${selector} in: ${this.panel?.textContent}`);
        return found;
      },
      { timeout: 5_000 },
    );
  }

  button(name: string | RegExp): Promise<HTMLButtonElement> {
    return vi.waitFor(
      () => {
        const named = (each: Element) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim();
        const found = [...(this.panel?.querySelectorAll('button') ?? [])].find((each) => (typeof name === 'string' ? named(each) === name : name.test(named(each))));
        if (!found) throw new Error(`There is no button ${name} in: ${this.panel?.textContent}`);
        return found;
      },
      { timeout: 5_000 },
    );
  }

  async type(text: string): Promise<HTMLTextAreaElement> {
    const field = await this.find<HTMLTextAreaElement>('textarea');
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return field;
  }

  /** All that the browser keeps, as one text. */
  get kept(): string {
    return [localStorage, sessionStorage].map((area) => JSON.stringify(area)).filter((text) => text !== '{}').join('\n');
  }

  private followScripts(): void {
    const { head } = document;
    vi.spyOn(head, 'append').mockImplementation((...nodes) => {
      for (const node of nodes) {
        if (!(node instanceof HTMLScriptElement)) continue;
        void import('../app/main').then(() => {
          node.onload?.call(node, new Event('load'));
        });
      }
    });
  }
}

/** Let everything happen that waits for nothing outside. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 80));

/** The page ends, and with it what a test left in the browser. */
export function cleanUp(page: HostPage | null): void {
  page?.leave();
  document.body.innerHTML = '';
  localStorage.clear();
  sessionStorage.clear();
  vi.unstubAllGlobals();
}
