import type { Config } from '../contract';
import { onColor } from '@/shared/lib/color';

const WORDS = {
  en: { open: 'Support', one: '1 new reply', many: '{n} new replies' },
  de: { open: 'Hilfe', one: '1 neue Antwort', many: '{n} neue Antworten' },
};

const STYLE = `
:host { all: initial; }
.launch { all: unset; box-sizing: border-box; position: fixed; inset-block-end: 24px; width: 48px; height: 48px; border-radius: 50%;
  display: grid; place-content: center; cursor: pointer; z-index: 2147483000; background: var(--c); color: var(--o);
  box-shadow: 0 0 0 1px #1c1a1717, 0 8px 24px -8px #1c1a1750, 0 2px 6px -2px #1c1a1730; }
.launch[data-at=end] { inset-inline-end: 24px; } .launch[data-at=start] { inset-inline-start: 24px; }
.launch[hidden] { display: none; }
.launch:focus-visible { outline: 2px solid var(--c); outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
.launch[data-text] { width: auto; max-width: calc(100vw - 48px); border-radius: 24px; padding: 0 18px 0 16px; grid-auto-flow: column; align-items: center; gap: 8px;
  font: 500 14px/20px system-ui, sans-serif; }
.launch b { font: inherit; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .launch b:empty { display: none; }
.launch svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.launch span { position: absolute; inset-block-start: -3px; inset-inline-end: -3px; min-width: 18px; height: 18px; padding: 0 5px; box-sizing: border-box;
  border-radius: 9px; background: #bf3426; color: #fff; font: 600 11px/18px system-ui, sans-serif; text-align: center; box-shadow: 0 0 0 2px #fff; }
.launch span:empty { display: none; }
@media (max-width: 640px) { :host([data-open]) .launch { display: none; } }
@media print { .launch { display: none; } }
@media (forced-colors: active) { .launch { border: 1px solid; } }
`;
const CHAT = 'M20.5 14.5a2 2 0 0 1-2 2H9l-4 3.5v-3.5H5.5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2h13a2 2 0 0 1 2 2z';
const DOWN = 'm6.5 9.5 5.5 5.5 5.5-5.5';
const SVG = 'http://www.w3.org/2000/svg';
const PROBE = 'candor-probe';
/** A page that takes the element away more often than this in ten seconds does not want it. */
const MOST_RETURNS = 8;
const RETURNS_IN = 10_000;

/** The round button and the shadow root that all of the widget lives in. */
export class Launcher {
  readonly root: ShadowRoot;
  private readonly host = document.createElement('div');
  private readonly button = document.createElement('button');
  private readonly badge = document.createElement('span');
  private readonly label = document.createElement('b');
  private readonly path = document.createElementNS(SVG, 'path');
  private readonly words: (typeof WORDS)['en'];
  private readonly observer = new MutationObserver(() => this.look());
  private unread = 0;
  private timer = 0;
  private hears = false;
  private returns: number[] = [];

  /** `onLost`: the page took the element away, and it may be put back. */
  constructor(
    locale: string,
    onPress: () => void,
    private readonly onLost: () => void,
  ) {
    this.words = locale.toLowerCase().startsWith('de') ? WORDS.de : WORDS.en;
    this.host.dataset.candorWidget = '';
    this.root = this.host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.root.adoptedStyleSheets = [sheet];
    const icon = document.createElementNS(SVG, 'svg');
    icon.setAttribute('viewBox', '0 0 24 24');
    icon.setAttribute('aria-hidden', 'true');
    icon.append(this.path);
    this.button.type = 'button';
    // The panel shares this root: every rule here names the launcher.
    this.button.className = 'launch';
    this.button.setAttribute('part', 'launcher');
    this.label.dir = 'auto';
    this.button.append(icon, this.label, this.badge);
    this.button.addEventListener('click', onPress);
    this.button.addEventListener(PROBE, () => (this.hears = true));
    this.root.append(this.button);
    this.setOpen(false);
    this.attach();
  }

  /** Put the element at the end of the body, unless it is in the page. */
  attach(): void {
    if (document.body && !this.host.isConnected) {
      // Pages that keep copies of themselves bring back an empty shell of ours.
      for (const shell of document.querySelectorAll('[data-candor-widget]')) shell.remove();
      document.body.append(this.host);
    }
    this.watch();
  }

  /** Whether `document.open` took the listeners of everything in the page, ours too. */
  isDeaf(): boolean {
    this.hears = false;
    this.button.dispatchEvent(new Event(PROBE));
    return !this.hears;
  }

  /** `text` stands beside the sign, and is what the button is called. */
  style(color: string, position: Config['position'], isVisible: boolean, text = ''): void {
    this.host.style.setProperty('--c', color);
    this.host.style.setProperty('--o', onColor(color));
    this.button.dataset.at = position;
    this.button.hidden = !isVisible;
    this.label.textContent = text;
    this.button.toggleAttribute('data-text', text !== '');
    this.name();
  }

  setOpen(isOpen: boolean): void {
    this.button.setAttribute('aria-expanded', String(isOpen));
    this.path.setAttribute('d', isOpen ? DOWN : CHAT);
    this.host.toggleAttribute('data-open', isOpen);
    this.name();
  }

  setUnread(count: number): void {
    this.unread = count;
    this.badge.textContent = count > 0 ? (count > 9 ? '9+' : String(count)) : '';
    this.name();
  }

  focus(): void {
    this.button.focus();
  }

  get isVisible(): boolean {
    return !this.button.hidden;
  }

  remove(): void {
    this.observer.disconnect();
    clearTimeout(this.timer);
    this.host.remove();
  }

  /** Only the few places where the element or what holds it can go: nothing runs while a page works. */
  private watch(): void {
    this.observer.disconnect();
    for (const node of [document, document.documentElement, document.body]) {
      if (node) this.observer.observe(node, { childList: true });
    }
  }

  private look(): void {
    if (this.host.isConnected) return;
    this.watch();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const now = Date.now();
      this.returns = this.returns.filter((at) => now - at < RETURNS_IN);
      if (this.host.isConnected || this.returns.length >= MOST_RETURNS) return;
      this.returns.push(now);
      this.onLost();
    });
  }

  private name(): void {
    const { one, many } = this.words;
    const open = this.label.textContent || this.words.open;
    const news = this.unread === 1 ? one : many.replace('{n}', String(this.unread));
    this.button.setAttribute('aria-label', this.unread > 0 ? `${open}, ${news}` : open);
  }
}
