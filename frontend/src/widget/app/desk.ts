import type { Host, View } from '../contract';
import { Api, Problem } from './api';
import type { Language } from './i18n';
import { Live } from './live';
import { mergeConversation } from './messages';
import { isLocal, Outbox, type Pending, type Sent } from './outbox';
import { Sharing } from './sharing';
import { INITIAL, type Place, placeOf, type State } from './state';
import { createStore, type Store } from './store';
import { Tabs } from './tabs';
import type { Article, ArticleRef, Conversation, FileRef, Home, Session } from './types';

export const newId = (): string =>
  typeof crypto.randomUUID === 'function'
    ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Everything that the widget can do; the views only show its state and call it. */
export class Desk {
  readonly store: Store<State>;
  readonly outbox: Outbox;
  private readonly api: Api;
  private readonly live: Live;
  private readonly tabs: Tabs;
  private readonly sharing: Sharing;
  private searchRun = 0;

  constructor(
    readonly host: Host,
    readonly language: Language,
  ) {
    this.store = createStore<State>({ ...INITIAL, isOnline: navigator.onLine, consent: host.consent() });
    this.api = new Api(host, (session) => this.sessionBegan(session));
    this.sharing = new Sharing(host, this.api, this.store, () => void this.quietly(this.loadHome()));
    this.outbox = new Outbox({
      storage: host.storage,
      owner: () => host.session()?.subject ?? '',
      deliver: (pending) => this.deliver(pending),
      changed: (moved) => this.outboxChanged(moved),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    this.live = new Live(this);
    this.tabs = new Tabs(host.key, (news) => {
      if (news.type === 'changed') this.refresh(...(news.conversation ? [news.conversation] : []));
      else if (news.type === 'moved') this.follow(news.from, news.to);
      else if (news.type === 'outbox') this.bumpOutbox();
      else if (news.type === 'consent') this.store.set({ consent: host.consent() });
    });
    addEventListener('online', this.onOnline);
    addEventListener('offline', this.onOffline);
    document.addEventListener('visibilitychange', this.onVisible);
  }

  get state(): State {
    return this.store.get();
  }

  get token(): string {
    return this.api.token;
  }

  // Opening and moving about

  open(view?: View): void {
    this.store.set({ isOpen: true });
    if (view?.name === 'article') this.go({ name: 'article', slug: view.slug });
    else if (view?.name === 'conversation') this.go({ name: 'conversation', id: view.id ?? `new:${newId()}` });
    void this.begin();
  }

  close(): void {
    if (!this.state.isOpen) return;
    this.store.set({ isOpen: false });
    this.host.closed();
  }

  async begin(): Promise<void> {
    this.store.set((state) => ({ phase: state.home ? 'ready' : 'starting', problem: '' }));
    try {
      await this.api.session();
      this.live.start();
      await this.loadHome();
      this.store.set({ phase: 'ready' });
      this.sharing.soon();
      this.seen();
      void this.outbox.flush();
    } catch (error) {
      if (this.state.home) return;
      const isRefused = error instanceof Problem && error.code.startsWith('widget.user_token');
      const problem = error instanceof Problem && !error.isPassing ? error.message : '';
      this.store.set({ phase: isRefused ? 'refused' : 'failed', problem });
    }
  }

  go(place: Place): void {
    this.store.set((state) => ({ places: place.name === 'home' ? [place] : [...state.places, place], found: null }));
    if (place.name === 'conversation' && !isLocal(place.id)) void this.loadConversation(place.id);
    if (place.name === 'article') void this.loadArticle(place.slug);
  }

  back(): void {
    this.store.set((state) => ({ places: state.places.length > 1 ? state.places.slice(0, -1) : [{ name: 'home' }] }));
    if (placeOf(this.state).name === 'home') void this.quietly(this.loadHome());
  }

  say(said: string): void {
    this.store.set({ said: '' });
    setTimeout(() => this.store.set({ said }), 50);
  }

  // Home, search, articles

  async loadHome(): Promise<void> {
    const snapshot = this.host.snapshot();
    const query = snapshot ? `?url=${encodeURIComponent(snapshot.page.url)}` : '';
    const home = await this.api.call<Home>(`home${query}`);
    this.store.set({ home });
    this.countUnread();
  }

  async search(text: string): Promise<void> {
    const run = (this.searchRun += 1);
    if (text.trim().length < 2) {
      this.store.set({ found: null });
      return;
    }
    const answer = await this.quietly(this.api.call<{ results: ArticleRef[] }>(`search?q=${encodeURIComponent(text)}`));
    if (run !== this.searchRun || !answer) return;
    this.store.set({ found: { text, articles: answer.results } });
    this.say(this.language.t('resultsCount', { n: answer.results.length }));
  }

  async loadArticle(slug: string): Promise<void> {
    const article = await this.quietly(this.api.call<Article>(`articles/${encodeURIComponent(slug)}`));
    this.store.set((state) => ({ articles: { ...state.articles, [slug]: article ?? 'failed' } }));
  }

  hideNotice(id: string): void {
    this.store.set((state) => ({ hiddenNotices: [...state.hiddenNotices, id] }));
  }

  // Conversations

  async loadConversation(id: string): Promise<Conversation | null> {
    if (isLocal(id)) return null;
    const fresh = await this.quietly(this.api.call<Conversation>(`conversations/${id}`));
    if (!fresh) return null;
    this.store.set((state) => ({
      conversations: { ...state.conversations, [id]: mergeConversation(state.conversations[id], fresh) },
    }));
    this.live.settled(id, fresh);
    this.seen();
    return fresh;
  }

  async loadOlder(id: string): Promise<void> {
    const known = this.state.conversations[id];
    if (!known?.previous) return;
    const page = await this.quietly(this.api.call<Conversation>(`conversations/${id}?before=${known.previous}`));
    if (!page) return;
    const current = this.state.conversations[id] ?? known;
    const merged = { ...current, messages: [...page.messages, ...current.messages], previous: page.previous };
    this.store.set((state) => ({ conversations: { ...state.conversations, [id]: merged } }));
  }

  ask(text: string): void {
    const id = `new:${newId()}`;
    this.go({ name: 'conversation', id });
    this.write(id, text);
  }

  write(conversation: string, text: string, attachments: FileRef[] = [], wantsPerson = false): void {
    this.outbox.add({
      client_id: newId(),
      conversation,
      text,
      attachments,
      wants_person: wantsPerson,
      at: new Date().toISOString(),
    });
  }

  /** At once, from every view: the open conversation goes over, or a new one starts with a person. */
  person(conversation?: string): void {
    const known = conversation ?? this.state.home?.conversations.find((each) => each.status === 'open')?.id;
    const id = known ?? `new:${newId()}`;
    const place = placeOf(this.state);
    if (place.name !== 'conversation' || place.id !== id) this.go({ name: 'conversation', id });
    if (this.state.home?.conversations.some((each) => each.id === id && each.owner !== 'assistant')) return;
    // A message like any other: without a connection the wish waits in the outbox, and it is never lost.
    this.write(id, this.language.t('personAsked'), [], true);
  }

  helped(conversation: string, message: string, hasHelped: boolean): Promise<boolean> {
    return this.change(conversation, 'feedback', { message, helped: hasHelped });
  }

  rate(conversation: string, score: number, comment: string): Promise<boolean> {
    return this.change(conversation, 'rating', { score, comment });
  }

  leaveEmail(conversation: string, email: string): Promise<boolean> {
    return this.change(conversation, 'email', { email });
  }

  async upload(file: File): Promise<FileRef | string> {
    const form = new FormData();
    form.append('file', file, file.name);
    try {
      return await this.api.call<FileRef>('attachments', { method: 'POST', form });
    } catch (error) {
      return error instanceof Problem ? error.message : this.language.t('failedWhy');
    }
  }

  typing(conversation: string, isTyping: boolean): void {
    this.live.typing(conversation, isTyping);
  }

  /** The open conversation was read, if somebody is really looking at it. */
  seen(): void {
    const { isOpen, conversations } = this.state;
    const place = placeOf(this.state);
    if (!isOpen || place.name !== 'conversation' || document.visibilityState !== 'visible') return;
    const conversation = conversations[place.id];
    const last = conversation?.messages[conversation.messages.length - 1];
    if (!conversation?.unread || !last) return;
    this.patchConversation(place.id, { unread: 0 });
    void this.quietly(this.api.call(`conversations/${place.id}/read`, { method: 'POST', body: { message: last.id } }));
    this.tabs.tell({ type: 'changed', conversation: place.id });
  }

  setConsent(isGranted: boolean): void {
    this.sharing.decide(isGranted);
    this.tabs.tell({ type: 'consent' });
  }

  consentChanged(): void {
    this.sharing.changed();
  }

  // Who is here

  identityChanged(): void {
    this.live.stop();
    this.api.reset();
    const { isOpen, isOnline, consent } = this.state;
    this.store.set({ ...INITIAL, isOpen, isOnline, consent, outboxVersion: this.state.outboxVersion + 1 });
    this.host.setUnread(0);
    if (isOpen) void this.begin();
  }

  /** The server has forgotten the session of the live connection. */
  sessionLost(): void {
    this.api.reset();
    void this.begin();
  }

  refresh(...changed: string[]): void {
    void this.quietly(this.loadHome());
    const place = placeOf(this.state);
    const shown = place.name === 'conversation' ? [place.id] : [];
    const known = changed.filter((id) => id in this.state.conversations);
    for (const id of new Set([...known, ...shown])) void this.loadConversation(id);
  }

  destroy(): void {
    this.live.stop();
    this.tabs.close();
    this.sharing.stop();
    removeEventListener('online', this.onOnline);
    removeEventListener('offline', this.onOffline);
    document.removeEventListener('visibilitychange', this.onVisible);
  }

  private sessionBegan(session: Session): void {
    this.store.set({ person: session.person, isVerified: session.is_verified });
    if (session.consent !== 'unasked' && this.host.consent() === 'unasked') {
      this.host.setConsent(session.consent);
      this.store.set({ consent: session.consent });
    }
    this.tabs.tell({ type: 'session' });
  }

  private async deliver(pending: Pending): Promise<Sent> {
    const { client_id, conversation, text, wants_person, attachments } = pending;
    const body = { client_id, text, wants_person, attachment_ids: attachments.map((file) => file.id) };
    const path = isLocal(conversation) ? 'conversations' : `conversations/${conversation}/messages`;
    try {
      await this.sharing.send();
      const fresh = await this.api.call<Conversation>(path, { method: 'POST', body });
      this.store.set((state) => ({
        conversations: { ...state.conversations, [fresh.id]: mergeConversation(state.conversations[fresh.id], fresh) },
      }));
      this.rememberConversations();
      return { conversation: fresh.id };
    } catch (error) {
      return error instanceof Problem && !error.isPassing ? { refusal: error.message } : 'later';
    }
  }

  private rememberConversations(): void {
    const session = this.host.session();
    if (session && !session.hasConversations) this.host.keepSession({ ...session, hasConversations: true });
  }

  private outboxChanged(moved?: { from: string; to: string }): void {
    this.bumpOutbox();
    if (moved) {
      this.follow(moved.from, moved.to);
      this.tabs.tell({ type: 'moved', ...moved });
    }
    this.tabs.tell({ type: 'outbox' });
  }

  private bumpOutbox(): void {
    this.store.set((state) => ({ outboxVersion: state.outboxVersion + 1 }));
  }

  /** A new conversation got its real id: the view that shows it goes along. */
  private follow(from: string, to: string): void {
    this.store.set((state) => ({
      places: state.places.map((place) => (place.name === 'conversation' && place.id === from ? { ...place, id: to } : place)),
    }));
    void this.loadConversation(to);
  }

  private async change(conversation: string, what: string, body: object): Promise<boolean> {
    const fresh = await this.quietly(this.api.call<Conversation>(`conversations/${conversation}/${what}`, { method: 'POST', body }));
    if (!fresh) {
      this.say(this.language.t('failedWhy'));
      return false;
    }
    this.store.set((state) => ({
      conversations: { ...state.conversations, [fresh.id]: mergeConversation(state.conversations[fresh.id], fresh) },
    }));
    this.tabs.tell({ type: 'changed', conversation });
    return true;
  }

  private patchConversation(id: string, change: Partial<Conversation>): void {
    const known = this.state.conversations[id];
    if (known) this.store.set((state) => ({ conversations: { ...state.conversations, [id]: { ...known, ...change } } }));
    const { home } = this.state;
    if (home) {
      const conversations = home.conversations.map((each) => (each.id === id ? { ...each, ...change } : each));
      this.store.set({ home: { ...home, conversations } });
    }
    this.countUnread();
  }

  private countUnread(): void {
    this.host.setUnread(this.state.home?.conversations.reduce((sum, each) => sum + each.unread, 0) ?? 0);
  }

  /** The answer, or null when there was none; what waits for it shows its own state. */
  private async quietly<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch {
      return null;
    }
  }

  private readonly onOnline = (): void => {
    this.store.set({ isOnline: true });
    this.live.hurry();
    void this.outbox.flush();
  };

  private readonly onOffline = (): void => {
    this.store.set({ isOnline: false, wasLost: true });
  };

  private readonly onVisible = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.live.hurry();
    this.seen();
  };
}
