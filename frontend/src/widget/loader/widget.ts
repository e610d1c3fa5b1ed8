import type { BootOptions, Config, Consent, Host, Mount, StoredSession, UserToken, View, WidgetApp } from '../contract';
import { Collector } from './collector';
import { Launcher } from './launcher';
import { loadScript } from './script';
import { keyValue, readJson } from './storage';
import { subjectOf } from './subject';

const SESSION = 'session';
const CONSENT = 'consent';
const UNREAD_EVERY = 60_000;
const DEFAULT_COLOR = '#0a5f6a';

export interface Surroundings {
  base: string;
  nonce: string;
  options: BootOptions;
}

/** One booted widget: what works before anything is opened, and the way to the app behind it. */
export class Widget {
  private readonly storage;
  private readonly collector;
  private readonly locale: string;
  private tokenSource: UserToken | null;
  private config: Config | null = null;
  private launcher: Launcher | null = null;
  private app: WidgetApp | null = null;
  private loading: Promise<WidgetApp> | null = null;
  private timer = 0;
  private isGone = false;
  private wantsView: View | null | undefined;

  constructor(
    private readonly key: string,
    private readonly around: Surroundings,
  ) {
    this.storage = keyValue(() => localStorage, `candor:${key}:`);
    this.collector = new Collector(around.base);
    this.tokenSource = around.options.userToken ?? null;
    this.locale = around.options.locale || document.documentElement.lang || navigator.language || 'en';
    void this.start();
  }

  identify(token: UserToken): void {
    this.tokenSource = token;
    this.app?.identityChanged();
    void this.checkUnread();
  }

  context(attributes: Record<string, unknown>): void {
    this.collector.setAttributes(attributes);
  }

  route(): void {
    this.collector.route();
  }

  consent(isGranted: boolean): void {
    this.setConsent(isGranted ? 'granted' : 'refused');
    this.app?.consentChanged();
  }

  open(view?: View): void {
    this.wantsView = view ?? null;
    if (!this.launcher || !this.config) return;
    this.wantsView = undefined;
    this.launcher.setOpen(true);
    this.loadApp().then(
      (app) => app.open(view),
      () => this.launcher?.setOpen(false),
    );
  }

  close(): void {
    this.app?.close();
  }

  shutdown(): void {
    this.isGone = true;
    clearTimeout(this.timer);
    this.collector.stop();
    this.collector.forgetAttributes();
    const session = readJson<StoredSession>(this.storage, SESSION);
    if (session) void this.call('sessions/current', session.token, { method: 'DELETE', keepalive: true });
    this.app?.destroy();
    this.launcher?.remove();
    for (const name of [SESSION, 'outbox', 'drafts']) this.storage.remove(name);
  }

  private async start(): Promise<void> {
    for (let wait = 2_000; !this.isGone && !this.config; wait = Math.min(wait * 2, 60_000)) {
      const answer = await this.call(`config?key=${encodeURIComponent(this.key)}`);
      if (answer?.ok) this.config = (await answer.json()) as Config;
      // Not ours to serve: unknown, switched off, or a page that the brand did not name.
      else if (answer && answer.status < 500 && answer.status !== 429) return;
      else await new Promise((resolve) => setTimeout(resolve, wait));
    }
    if (this.isGone || !this.config) return;
    await bodyReady();
    this.followConsent();
    this.launcher = new Launcher(this.locale, () => this.toggle());
    const { position, launcher = true } = this.around.options;
    this.launcher.style(this.color, position ?? this.config.position, launcher);
    if (this.wantsView !== undefined) this.open(this.wantsView ?? undefined);
    void this.checkUnread();
  }

  private get color(): string {
    return this.around.options.color || this.config?.color || DEFAULT_COLOR;
  }

  private toggle(): void {
    if (this.app?.isOpen()) this.close();
    else this.open();
  }

  private loadApp(): Promise<WidgetApp> {
    this.loading ??= this.fetchApp().catch((error: unknown) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  private async fetchApp(): Promise<WidgetApp> {
    const mounted = new Promise<Mount>((resolve) => {
      if (window.candor) window.candor.mount = resolve;
    });
    await loadScript(`${this.around.base}/widget-app.js`, this.around.nonce);
    const mount = await mounted;
    if (this.isGone) throw new Error('The widget was shut down.');
    this.app = mount(this.host());
    return this.app;
  }

  private async call(path: string, token = '', init: RequestInit = {}): Promise<Response | null> {
    const headers: Record<string, string> = token ? { 'X-Candor-Session': token } : {};
    try {
      return await fetch(`${this.around.base}/api/v1/widget/${path}`, { credentials: 'omit', headers, ...init });
    } catch {
      return null;
    }
  }

  private async userToken(): Promise<string | null> {
    const source = this.tokenSource;
    if (typeof source !== 'function') return source;
    try {
      return await source();
    } catch {
      return null;
    }
  }

  /** A verified session is only picked up again for a page that says who is signed in. */
  private session(): StoredSession | null {
    const stored = readJson<StoredSession>(this.storage, SESSION);
    return stored && (stored.subject === '' || this.tokenSource) ? stored : null;
  }

  private consentNow(): Consent {
    const stored = this.storage.get(CONSENT);
    return stored === 'granted' || stored === 'refused' ? stored : 'unasked';
  }

  private setConsent(consent: Consent): void {
    this.storage.set(CONSENT, consent);
    this.followConsent();
  }

  private mayCollect(): boolean {
    const consent = this.consentNow();
    return !!this.config && (consent === 'granted' || (consent === 'unasked' && !this.config.is_consent_required));
  }

  private followConsent(): void {
    if (this.mayCollect()) this.collector.start();
    else this.collector.stop();
  }

  /** The count on the launcher, while the app with its live connection is not loaded. */
  private async checkUnread(): Promise<void> {
    clearTimeout(this.timer);
    const session = this.session();
    if (!this.launcher || this.app || this.isGone || !session?.hasConversations) return;
    if (document.visibilityState === 'visible' && (await this.isSamePerson(session))) {
      const answer = await this.call('unread', session.token);
      if (answer?.ok && !this.app) this.launcher.setUnread(((await answer.json()) as { unread: number }).unread);
      else if (answer?.status === 401) return;
    }
    this.timer = window.setTimeout(() => void this.checkUnread(), UNREAD_EVERY);
  }

  private async isSamePerson(session: StoredSession): Promise<boolean> {
    if (session.subject === '') return !this.tokenSource;
    const token = await this.userToken();
    return token !== null && subjectOf(token) === session.subject;
  }

  private host(): Host {
    const { config, launcher } = this;
    if (!config || !launcher) throw new Error('The widget is not ready.');
    return {
      key: this.key,
      base: this.around.base,
      config,
      locale: this.locale,
      theme: this.around.options.theme ?? config.theme,
      color: this.color,
      root: launcher.root,
      storage: this.storage,
      userToken: () => this.userToken(),
      session: () => this.session(),
      keepSession: (session) =>
        session ? this.storage.set(SESSION, JSON.stringify(session)) : this.storage.remove(SESSION),
      consent: () => this.consentNow(),
      setConsent: (consent) => this.setConsent(consent),
      snapshot: () => (this.mayCollect() ? this.collector.snapshot() : null),
      onSnapshot: (listener) => this.collector.onChange(listener),
      setUnread: (count) => launcher.setUnread(count),
      closed: () => {
        launcher.setOpen(false);
        launcher.focus();
      },
    };
  }
}

function bodyReady(): Promise<void> {
  if (document.body) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('DOMContentLoaded', () => resolve(), { once: true }));
}
