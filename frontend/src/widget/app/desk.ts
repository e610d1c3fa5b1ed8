import type { Host, View } from '../contract';
import { Api, Former, Problem } from './api';
import type { Language } from './i18n';
import { newId } from './ids';
import { Known } from './known';
import { Live } from './live';
import { newestFrom } from './messages';
import { Proactive } from './proactive';
import { quietly } from './quietly';
import { Reading } from './reading';
import { isLocal, Outbox, type Pending, type Sent } from './outbox';
import { Sharing } from './sharing';
import { INITIAL, type Place, placeOf, type State } from './state';
import { createStore, type Store } from './store';
import { Tabs } from './tabs';
import type { Conversation, FileRef, Session } from './types';
import { Way } from './way';
import { watchWindow } from './window-watch';

// Longer waits do not fit into a timer of browsers.
const LONGEST_TIMER = 2 ** 31 - 1;
const ONE = 'conversations/{conversation_id}';

/**
 * Everything that the widget can do for one person; the views only show its state and call it.
 *
 * Another person gets another desk: `destroy` ends all that this one knows and does.
 */
export class Desk {
  readonly store: Store<State>;
  readonly outbox: Outbox;
  readonly way: Way;
  readonly reading: Reading;
  readonly sharing: Sharing;
  readonly proactive: Proactive;
  private readonly known: Known;
  private readonly api: Api;
  private readonly live: Live;
  private readonly tabs: Tabs;
  private readonly unwatch: () => void;
  private expiry = 0;

  constructor(
    readonly host: Host,
    readonly language: Language,
  ) {
    this.store = createStore<State>({ ...INITIAL, isOnline: navigator.onLine, consent: host.consent() });
    this.api = new Api(host, (session) => this.sessionBegan(session), (problem) => this.refused(problem));
    this.way = new Way(host, this.store);
    this.known = new Known(host, this.store);
    this.reading = new Reading(this.api, this.store, (count) => this.say(language.t('resultsCount', { n: count })));
    this.sharing = new Sharing(host, this.api, this.store, () => void quietly(this.loadHome()));
    this.proactive = new Proactive(this, this.api);
    this.outbox = new Outbox({
      storage: host.storage,
      owner: () => host.who(),
      deliver: (pending) => this.deliver(pending),
      changed: (moved) => this.outboxChanged(moved),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    this.live = new Live(this);
    this.tabs = new Tabs(host.key, () => host.who(), (news) => {
      if (news.type === 'changed') this.refresh(...(news.conversation ? [news.conversation] : []));
      else if (news.type === 'moved') this.follow(news.from, news.to);
      else if (news.type === 'outbox') this.bumpOutbox();
      else this.store.set({ consent: host.consent() });
    });
    this.unwatch = watchWindow({ reachable: (isOnline) => this.reachable(isOnline), visible: () => this.visible() });
  }

  get state(): State {
    return this.store.get();
  }

  get token(): string {
    return this.api.token;
  }

  /** `isQuiet`: without taking the focus. */
  open(view?: View, isQuiet = false): void {
    this.store.set({ isOpen: true });
    if (view?.name === 'article') this.go({ name: 'article', slug: view.slug });
    else if (view?.name === 'conversation') this.converse(view.id ?? `new:${newId()}`);
    else if (view) this.go({ name: 'home' });
    // Views are drawn after this.
    this.way.mayFocus = !isQuiet;
    this.way.keep();
    void this.begin();
  }

  close(): void {
    if (!this.state.isOpen) return;
    this.store.set({ isOpen: false });
    this.way.keep();
    this.host.closed();
  }

  /** Once more, where beginning has failed. */
  async retry(): Promise<void> {
    const { isOpen, phase } = this.state;
    if (!isOpen || (phase !== 'failed' && phase !== 'refused')) return;
    await this.begin();
    const place = placeOf(this.state);
    if (place.name === 'conversation') void this.loadConversation(place.id);
    if (place.name === 'article') void this.reading.loadArticle(place.slug);
  }

  async begin(): Promise<void> {
    this.store.set((state) => ({ phase: state.home ? 'ready' : 'starting', problem: '' }));
    try {
      await this.api.session();
      this.live.start();
      await this.loadHome();
      this.store.set({ phase: 'ready' });
      this.way.keep();
      this.sharing.soon();
      void this.proactive.look();
      this.seen();
      void this.outbox.flush();
    } catch (error) {
      if (error instanceof Former || this.state.home || this.state.phase === 'refused') return;
      this.store.set({ phase: 'failed', problem: error instanceof Problem && !error.isPassing ? error.message : '' });
    }
  }

  go(place: Place): void {
    this.way.go(place);
    if (place.name === 'conversation' && !isLocal(place.id)) void this.loadConversation(place.id);
    if (place.name === 'article') void this.reading.loadArticle(place.slug);
  }

  converse(id: string): void {
    this.go({ name: 'conversation', id, visit: newId() });
  }

  back(): void {
    this.way.back();
    if (placeOf(this.state).name === 'home') void quietly(this.loadHome());
  }

  say(said: string): void {
    this.store.set({ said: '' });
    setTimeout(() => this.store.set({ said }), 50);
  }

  async loadHome(): Promise<void> {
    const snapshot = this.host.snapshot();
    const home = await this.api.get('home', snapshot ? { query: { url: snapshot.page.url } } : {});
    this.store.set({ home });
    this.known.countUnread();
  }

  // Conversations

  async loadConversation(id: string): Promise<Conversation | null> {
    if (isLocal(id)) return null;
    const before = this.state.conversations[id];
    const fresh = await quietly(this.api.get(ONE, { path: { conversation_id: id } }));
    if (!fresh) return null;
    if (fresh.id !== id) return this.wentOn(id, fresh);
    const known = this.state.conversations[id];
    this.known.keep(fresh, before);
    return this.settled(id, this.isShown(id) ? known : undefined, fresh);
  }

  /** It was merged with another conversation of theirs: the panel, its draft and the other tabs go along. */
  private wentOn(from: string, fresh: Conversation): Conversation {
    const known = this.state.conversations[from] ?? this.state.conversations[fresh.id];
    const shown = this.isShown(from) ? known : undefined;
    this.known.keep(fresh);
    this.way.follow(from, fresh.id);
    this.known.forget(from);
    this.tabs.tell({ type: 'moved', from, to: fresh.id });
    return this.settled(fresh.id, shown, fresh);
  }

  /** What was fetched is kept; a message that came since what is `shown` is announced. */
  private settled(id: string, shown: Conversation | undefined, fresh: Conversation): Conversation {
    const newest = shown ? newestFrom(shown, fresh) : '';
    if (newest) this.say(this.language.t('newFrom', { name: newest }));
    this.live.settled(id, fresh);
    this.seen();
    return fresh;
  }

  async loadOlder(id: string): Promise<void> {
    const known = this.state.conversations[id];
    if (!known?.previous) return;
    const before = Number(known.previous);
    const page = await quietly(this.api.get(ONE, { path: { conversation_id: id }, query: { before } }));
    if (!page) return;
    const current = this.state.conversations[id] ?? known;
    const merged = { ...current, messages: [...page.messages, ...current.messages], previous: page.previous };
    this.store.set((state) => ({ conversations: { ...state.conversations, [id]: merged } }));
  }

  ask(text: string): void {
    const id = `new:${newId()}`;
    this.converse(id);
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

  /** At once, from every view: this conversation goes over, or a new one starts with a person. */
  person(conversation?: string): void {
    const isAnyOpen = this.state.home?.conversations.some((each) => each.status === 'open');
    if (!conversation && isAnyOpen) this.go({ name: 'person' });
    else this.askPerson(conversation ?? `new:${newId()}`);
  }

  /** A conversation of one's own for this wish, whatever else is open. */
  newWithPerson(): void {
    this.askPerson(`new:${newId()}`);
  }

  private askPerson(id: string): void {
    const place = placeOf(this.state);
    if (place.name !== 'conversation' || place.id !== id) this.converse(id);
    const known = this.state.conversations[id] ?? this.state.home?.conversations.find((each) => each.id === id);
    if (known && known.owner !== 'assistant') return;
    // A message like any other: without a connection the wish waits in the outbox, and it is never lost.
    this.write(id, this.language.t('personAsked'), [], true);
  }

  helped(conversation: string, message: string, hasHelped: boolean): Promise<boolean> {
    return this.change(conversation, this.api.post(`${ONE}/feedback`, { path: { conversation_id: conversation }, body: { message, helped: hasHelped } }));
  }

  rate(conversation: string, score: number, comment: string): Promise<boolean> {
    return this.change(conversation, this.api.post(`${ONE}/rating`, { path: { conversation_id: conversation }, body: { score, comment } }));
  }

  /** Empty when it is kept, else why it is not. */
  async leaveEmail(conversation: string, email: string): Promise<string> {
    try {
      await this.api.post(`${ONE}/email`, { path: { conversation_id: conversation }, body: { email } });
    } catch (error) {
      return error instanceof Problem && !error.isPassing ? this.language.t('emailBad') : this.language.t('emailSoon');
    }
    await this.loadConversation(conversation);
    this.tabs.tell({ type: 'changed', conversation });
    return '';
  }

  async upload(file: File): Promise<FileRef | string> {
    try {
      return await this.api.post('attachments', { body: { file } });
    } catch (error) {
      return error instanceof Problem ? error.message : this.language.t('failedWhy');
    }
  }

  private isShown(conversation: string): boolean {
    const place = placeOf(this.state);
    return this.state.isOpen && place.name === 'conversation' && place.id === conversation;
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
    this.known.patch(place.id, { unread: 0 });
    void quietly(this.api.post(`${ONE}/read`, { path: { conversation_id: place.id }, body: { message: last.id } }));
    this.tabs.tell({ type: 'changed', conversation: place.id });
  }

  setConsent(isGranted: boolean): void {
    this.sharing.decide(isGranted);
    this.tabs.tell({ type: 'consent' });
  }

  // Who is here

  /** Nothing of the person stays where the page can no longer say that it is them. */
  private refused(problem: Problem): void {
    this.live.stop();
    this.api.reset();
    const { isOpen, isOnline } = this.state;
    const isToken = problem.code.startsWith('widget.user_token');
    const phase = isToken ? 'refused' : 'failed';
    this.store.set({ ...INITIAL, isOpen, isOnline, consent: this.host.consent(), phase, problem: isToken ? '' : problem.message });
    this.host.setUnread(0);
    this.host.refused();
  }

  /** The server has forgotten the session of the live connection. */
  sessionLost(): void {
    this.live.stop();
    this.api.reset();
    // What happened in between came by no connection.
    void this.begin().then(() => this.state.phase === 'ready' && this.refresh());
  }

  refresh(...changed: string[]): void {
    void quietly(this.loadHome());
    const place = placeOf(this.state);
    const shown = place.name === 'conversation' ? [place.id] : [];
    const known = changed.filter((id) => id in this.state.conversations);
    for (const id of new Set([...known, ...shown])) void this.loadConversation(id);
  }

  destroy(): void {
    clearTimeout(this.expiry);
    this.api.close();
    this.outbox.close();
    this.store.close();
    this.live.stop();
    this.tabs.close();
    this.sharing.stop();
    this.proactive.stop();
    this.unwatch();
  }

  private sessionBegan(session: Session): void {
    this.store.set({ person: session.person, isVerified: session.is_verified });
    if (session.consent !== 'unasked' && this.host.consent() === 'unasked') {
      this.host.setConsent(session.consent);
      this.store.set({ consent: session.consent });
    }
    clearTimeout(this.expiry);
    const left = Date.parse(session.expires_at) - Date.now();
    if (left > 0 && left < LONGEST_TIMER) this.expiry = window.setTimeout(() => this.sessionLost(), left);
  }

  private async deliver(pending: Pending): Promise<Sent> {
    const { client_id, conversation, text, wants_person, attachments } = pending;
    const body = { client_id, text, wants_person, attachment_ids: attachments.map((file) => file.id) };
    try {
      await this.sharing.send();
      const fresh = isLocal(conversation)
        ? await this.api.post('conversations', { body })
        : await this.api.post(`${ONE}/messages`, { path: { conversation_id: conversation }, body });
      this.known.keep(fresh);
      const session = this.host.session();
      if (session && !session.hasConversations) this.host.keepSession({ ...session, hasConversations: true });
      return { conversation: fresh.id };
    } catch (error) {
      return error instanceof Problem && !error.isPassing ? { refusal: error.message } : 'later';
    }
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
    this.store.set(({ outboxVersion }) => ({ outboxVersion: outboxVersion + 1 }));
  }

  private follow(from: string, to: string): void {
    this.way.follow(from, to);
    void this.loadConversation(to);
  }

  private async change(conversation: string, changing: Promise<Conversation>): Promise<boolean> {
    const fresh = await quietly(changing);
    if (!fresh) {
      this.say(this.language.t('failedWhy'));
      return false;
    }
    this.known.keep(fresh);
    this.tabs.tell({ type: 'changed', conversation });
    return true;
  }

  private reachable(isOnline: boolean): void {
    this.store.set(isOnline ? { isOnline } : { isOnline, wasLost: true });
    if (!isOnline) return;
    this.live.hurry();
    void this.outbox.flush();
  }

  private visible(): void {
    this.live.hurry();
    this.seen();
  }
}
