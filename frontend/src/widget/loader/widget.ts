import type { Config, Host, Mount, StoredSession, UnreadCount, UserToken, View, WidgetApp, WidgetPath } from '../contract';
import { Belongings, forgetAll, forgetOthers, openedBy, SESSION, storedSession, whoIs, whoWas } from './belongings';
import { Launcher } from './launcher';
import { maskRequest } from './mask';
import { bodyReady, loadApp } from './script';
import { Seeing } from './seeing';
import { keyValue } from './storage';
import { subjectOf } from './subject';
import type { Surroundings } from './surroundings';

const UNREAD_EVERY = 60_000;

/** An address with what may stand behind it. */
type Known = WidgetPath<'get'> | WidgetPath<'delete'>;
type Address = Known | `${Known}?${string}`;

/** One booted widget: what works before anything is opened, and the way to the app behind it. */
export class Widget {
  private readonly prefix: string;
  private readonly device;
  private readonly tab;
  private readonly seeing: Seeing;
  private readonly locale: string;
  private own: Belongings;
  private tokenSource: UserToken | null;
  /** Whom the page named last; empty for nobody, undefined while it has not said. */
  private told: string | undefined;
  private config: Config | null = null;
  private launcher: Launcher | null = null;
  private mount: Mount | null = null;
  private app: WidgetApp | null = null;
  /** Asked for and not shown yet, since the widget or its app is still on the way. */
  private wanted: { view: View | undefined; isQuiet: boolean } | null = null;
  private isSettling = false;
  private opener: Element | null = null;
  private timer = 0;
  private isGone = false;

  constructor(
    private readonly key: string,
    private readonly around: Surroundings,
  ) {
    this.prefix = `candor:${key}:`;
    this.device = keyValue(() => localStorage, this.prefix);
    this.tab = keyValue(() => sessionStorage, this.prefix);
    this.own = new Belongings(this.device, this.tab);
    this.tokenSource = around.options.userToken ?? null;
    this.seeing = new Seeing(this.device, around.base, this.tokenSource !== null);
    this.locale = around.options.locale || document.documentElement.lang || navigator.language || 'en';
    const kept = storedSession(this.device);
    if (kept && kept.until < Date.now()) this.forget(null);
    if (typeof this.tokenSource === 'string') this.nowIs(subjectOf(this.tokenSource));
    void this.start();
  }

  identify(token: UserToken): void {
    this.tokenSource = token;
    this.seeing.identified();
    this.isSettling = false;
    // An app that has not found out who is here begins anew, with the newest word alone.
    if (this.app && !this.own.who) this.renew();
    const told = typeof token === 'string' ? Promise.resolve(this.nowIs(subjectOf(token))) : this.ask(token);
    void told.then(() => {
      if (this.isGone || this.tokenSource !== token) return;
      this.app?.retry();
      void this.reopen().then(() => this.standBy());
      void this.checkUnread();
    });
  }

  context(attributes: Record<string, unknown>): void {
    this.seeing.context(attributes);
  }

  route(): void {
    this.stay();
    this.seeing.route();
  }

  consent(isGranted: boolean): void {
    this.seeing.consentByPage(isGranted ? 'granted' : 'refused');
    this.app?.consentChanged();
  }

  open(view?: View): void {
    this.stay();
    // Nobody knows yet whether the one who was here is still the one who opens.
    if (this.isSettling && this.own.who) this.renew();
    if (!this.app?.isOpen()) this.opener = document.activeElement;
    this.wanted = { view: view ?? this.wanted?.view, isQuiet: false };
    void this.show();
  }

  close(): void {
    if (this.wanted) this.launcher?.setOpen(false);
    this.wanted = null;
    this.app?.close();
  }

  shutdown(): void {
    this.isGone = true;
    clearTimeout(this.timer);
    removeEventListener('storage', this.onStorage);
    removeEventListener('pageshow', this.onShow);
    const session = storedSession(this.device);
    this.own.end();
    this.app?.destroy();
    this.app = null;
    this.wanted = null;
    this.seeing.end();
    this.forget(session);
    this.launcher?.remove();
  }

  /** The page may have replaced its body or itself: the launcher comes back with all that is in it. */
  stay(): void {
    this.listen();
    if (!this.launcher || this.isGone) return;
    if (this.launcher.isDeaf()) {
      this.launcher.remove();
      this.raise();
      this.renew();
      this.seeing.restart();
    } else this.launcher.attach();
  }

  private async start(): Promise<void> {
    this.listen();
    for (let wait = 2_000; !this.isGone && !this.config; wait = Math.min(wait * 2, 60_000)) {
      const answer = await this.call(`config?${this.asked}`);
      if (answer?.ok) this.config = (await answer.json().catch(() => null)) as Config | null;
      // Not ours to serve: unknown, switched off, or a page that the brand did not name.
      else if (answer && answer.status < 500 && answer.status !== 429) return;
      if (!this.config) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    await bodyReady();
    if (this.isGone || !this.config) return;
    // An admin of the brand waits to see that this page has it.
    if (this.config.is_watched) void this.call(`config?${this.asked}&path=${encodeURIComponent(maskRequest(location.href))}`);
    this.seeing.begin(this.config);
    this.raise();
    if (this.wanted) void this.show();
    else void this.reopen().then(() => this.standBy());
    void this.checkUnread();
  }

  private get asked(): string {
    return `key=${encodeURIComponent(this.key)}&locale=${encodeURIComponent(this.locale)}`;
  }

  private listen(): void {
    addEventListener('storage', this.onStorage);
    addEventListener('pageshow', this.onShow);
  }

  private raise(): void {
    if (!this.config) return;
    this.launcher = new Launcher(this.config.language ?? this.locale, () => this.toggle(), () => this.stay());
    const { position, launcher = true } = this.around.options;
    this.launcher.style(this.color, position ?? this.config.position, launcher, this.config.launcher_text);
  }

  private get color(): string {
    return this.around.options.color || this.config?.color || '#0a5f6a';
  }

  private toggle(): void {
    if (this.app?.isOpen() || this.wanted) this.close();
    else this.open();
  }

  private async show(): Promise<void> {
    if (!this.launcher || !this.config) return;
    this.launcher.setOpen(true);
    try {
      this.mount ??= await loadApp(this.around.base, this.around.nonce);
    } catch {
      this.close();
      return;
    }
    const { wanted } = this;
    this.wanted = null;
    if (!wanted || this.isGone) return;
    this.app ??= this.mount(this.host());
    this.app.open(wanted.view, wanted.isQuiet);
  }

  /** After a reload of this tab: what was open stays open, for the same person. */
  private async reopen(): Promise<void> {
    const session = this.session();
    const view = session && openedBy(this.tab, session);
    if (!session || !view || !this.launcher || !(await this.isSamePerson(session))) return;
    if (this.app || this.wanted || this.isGone) return;
    this.wanted = { view, isQuiet: true };
    void this.show();
  }

  /** Messages may come that nobody asked for: the app is there for whoever the page names, with nothing open. */
  private async standBy(): Promise<void> {
    if (!this.config?.is_proactive || !this.launcher || this.wanted || !(this.tokenSource ?? this.session())) return;
    this.mount ??= await loadApp(this.around.base, this.around.nonce).catch(() => null);
    if (!this.mount || this.wanted || this.isGone || this.app?.isOpen()) return;
    this.app ??= this.mount(this.host());
    this.app.standBy();
  }

  private async call(path: Address, token = '', init: RequestInit = {}): Promise<Response | null> {
    const headers: Record<string, string> = token ? { 'X-Candor-Session': token } : {};
    try {
      return await fetch(`${this.around.base}/api/v1/widget/${path}`, { credentials: 'omit', headers, ...init });
    } catch {
      return null;
    }
  }

  // Who is here

  private async ask(source: UserToken): Promise<void> {
    this.isSettling = true;
    try {
      await this.userToken();
    } catch {
      /* The app asks again when it needs to know. */
    } finally {
      if (this.tokenSource === source) this.isSettling = false;
    }
  }

  /** The newest word of the page about who is here; rejects when it knew a customer and cannot tell now. */
  private async userToken(): Promise<string | null> {
    const source = this.tokenSource;
    let token: string | null = null;
    let failure: Error | null = null;
    try {
      token = (typeof source === 'function' ? await source() : source) || null;
    } catch (error) {
      failure = error instanceof Error ? error : new Error('The page could not tell who is here.');
    }
    if (this.isGone) return null;
    if (source !== this.tokenSource) return this.userToken();
    if (failure && storedSession(this.device)?.subject) throw failure;
    if (!failure) this.nowIs(token ? subjectOf(token) : '');
    return token;
  }

  /** Somebody else than the one whose session is kept here takes over; nothing happens for the same person. */
  private nowIs(subject: string): void {
    const kept = storedSession(this.device);
    const former = this.told || kept?.subject;
    this.told = subject;
    if (former === undefined || former === subject) return;
    if (this.own.who) this.renew();
    // A visitor who signs in takes their conversations along, by the session that the server joins.
    if (former !== '') this.forget(kept);
  }

  /** Remove all that is kept of the person who was here, and end their session. */
  private forget(session: StoredSession | null): void {
    if (session) void this.call('sessions/current', session.token, { method: 'DELETE', keepalive: true });
    forgetAll(this.device);
    forgetAll(this.tab);
    this.seeing.next(true);
    this.launcher?.setUnread(0);
  }

  /** Another life: the app of the person who was here is taken down, and one that knows nothing stands there. */
  private renew(isOpen = this.app?.isOpen() ?? false): void {
    const { app } = this;
    const hadFocus = app?.hasFocus() ?? false;
    this.own.end();
    this.own = new Belongings(this.device, this.tab);
    this.app = null;
    app?.destroy();
    this.launcher?.setUnread(0);
    if (app && this.mount && !this.isGone && this.launcher) {
      this.app = this.mount(this.host());
      this.launcher.setOpen(isOpen);
      if (isOpen) this.app.open(undefined, !hadFocus);
      else if (hadFocus) this.launcher.focus();
    }
  }

  private readonly onStorage = (event: StorageEvent): void => {
    if (event.key === null || event.key === this.prefix + SESSION) this.follow(this.own.who || whoWas(event.oldValue));
  };

  /** A page that the browser kept asleep heard nothing of what happened since. */
  private readonly onShow = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    if (!this.session()) this.launcher?.setUnread(0);
    this.follow(this.own.who);
  };

  /** Another page of this browser may have signed the person out, or in as somebody else: this one does the same. */
  private follow(former: string): void {
    const session = storedSession(this.device);
    const who = session ? whoIs(session) : '';
    if (this.isGone || !former || former === who) return;
    if (typeof this.tokenSource === 'string' && subjectOf(this.tokenSource) !== session?.subject) this.tokenSource = null;
    const wasOpen = this.app?.isOpen() ?? false;
    this.wanted = null;
    this.renew(false);
    forgetOthers(this.device, who);
    forgetAll(this.tab);
    this.told = undefined;
    this.seeing.next(false);
    if (!session || !wasOpen) return;
    void this.isSamePerson(session).then((isSame) => {
      if (!isSame || this.isGone || this.app?.isOpen()) return;
      this.wanted = { view: undefined, isQuiet: true };
      void this.show();
    });
  }

  /** A verified session is only picked up again for a page that says who is signed in. */
  private session(): StoredSession | null {
    const stored = storedSession(this.device);
    return stored && (stored.subject === '' || this.tokenSource) ? stored : null;
  }

  /** Whether the page means the person of this session; only looks, so that a page in the background ends nobody. */
  private async isSamePerson(session: StoredSession): Promise<boolean> {
    const source = this.tokenSource;
    try {
      const token = (typeof source === 'function' ? await source() : source) || '';
      return source === this.tokenSource && subjectOf(token) === session.subject;
    } catch {
      return false;
    }
  }

  /** The count on the launcher, while the app with its live connection is not loaded. */
  private async checkUnread(): Promise<void> {
    clearTimeout(this.timer);
    const session = this.session();
    if (!this.launcher || this.app || this.isGone || !session?.hasConversations) return;
    const isStill = () => !this.isGone && !this.app && storedSession(this.device)?.token === session.token;
    if (document.visibilityState === 'visible' && (await this.isSamePerson(session))) {
      const answer = await this.call('unread', session.token);
      if (answer?.status === 401) return;
      const unread = answer?.ok ? ((await answer.json()) as UnreadCount).unread : null;
      if (unread !== null && isStill()) this.launcher.setUnread(unread);
    }
    clearTimeout(this.timer);
    if (!this.isGone) this.timer = window.setTimeout(() => void this.checkUnread(), UNREAD_EVERY);
  }

  private host(): Host {
    const { config, launcher, own } = this;
    if (!config || !launcher) throw new Error('The widget is not ready.');
    const isMine = () => this.own === own && !this.isGone;
    return {
      key: this.key,
      base: this.around.base,
      config,
      locale: this.locale,
      theme: this.around.options.theme ?? config.theme,
      color: this.color,
      root: launcher.root,
      storage: own.storage,
      who: () => own.who,
      userToken: () => this.userToken(),
      session: () => (isMine() ? this.session() : null),
      keepSession: (session) => {
        if (!isMine()) return false;
        const isSame = own.keep(session);
        if (!isSame) this.renew();
        return isSame;
      },
      refused: () => {
        if (!isMine()) return;
        const session = storedSession(this.device);
        // A visitor proves nothing, so that nothing of theirs ends by it.
        if (session?.subject) this.forget(session);
      },
      keepOpen: (view) => own.keepOpen(view),
      consent: () => this.seeing.consent(),
      setConsent: (consent) => {
        if (isMine()) this.seeing.setConsent(consent);
      },
      snapshot: () => (isMine() ? this.seeing.snapshot() : null),
      preview: () => this.seeing.preview(),
      onSnapshot: (listener) => this.seeing.onChange(listener),
      setUnread: (count) => {
        if (isMine()) launcher.setUnread(count);
      },
      opened: () => launcher.setOpen(true),
      closed: () => {
        launcher.setOpen(false);
        if (launcher.isVisible) launcher.focus();
        else if (this.opener instanceof HTMLElement) this.opener.focus();
      },
    };
  }
}
