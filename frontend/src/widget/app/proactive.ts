import type { Host } from '../contract';
import type { Api } from './api';
import type { Language } from './i18n';
import { quietly } from './quietly';
import type { Place, State } from './state';
import type { Store } from './store';
import type { View } from '../contract';

/** A page that goes on to the next one right away is not asked about. */
const LOOK_AFTER = 1_000;

/** What the messages need of the desk. */
export interface Surface {
  readonly host: Host;
  readonly language: Language;
  readonly store: Store<State>;
  readonly reading: { loadArticle: (slug: string) => Promise<void> };
  readonly state: State;
  open(view?: View, isQuiet?: boolean): void;
  go(place: Place): void;
  person(): void;
  say(text: string): void;
}

/** Messages that nobody asked for: the one that waits is shown until it is answered, and can be refused for good. */
export class Proactive {
  private timer = 0;
  private url = '';
  private shown = 0;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly desk: Surface,
    private readonly api: Api,
  ) {
    this.unsubscribe = desk.host.onSnapshot(() => this.pageChanged());
  }

  /** What waits for this person on this page. */
  async look(): Promise<void> {
    const { host, store } = this.desk;
    if (!host.config.is_proactive || !host.session()) return;
    const page = host.snapshot()?.page.url;
    this.url = page ?? '';
    const answer = await quietly(this.api.get('proactive', page ? { query: { url: page } } : {}));
    if (!answer) return;
    const { message, is_opted_out } = answer;
    store.set({ proactive: message, wantsNone: is_opted_out });
    if (!message || message.id === this.shown) return;
    this.shown = message.id;
    this.desk.say(message.text);
    this.tell(message.id, 'shown');
  }

  dismiss(): void {
    this.end('dismissed');
  }

  /** The article of the message, or its steps on this page. */
  async read(): Promise<void> {
    const { proactive: message } = this.desk.state;
    if (!message?.article) return;
    this.opened();
    this.desk.open({ name: 'article', slug: message.article });
    if (!message.shows_steps) return;
    await this.desk.reading.loadArticle(message.article);
    const article = this.desk.state.articles[message.article];
    if (!article || article === 'failed' || article.guide.length === 0) return;
    this.desk.go({ name: 'guide', article: message.article, title: article.title, steps: article.guide });
  }

  person(): void {
    this.opened();
    this.desk.open();
    this.desk.person();
  }

  /** No more of these, or again. */
  async choose(isOptedOut: boolean): Promise<void> {
    const { store, language } = this.desk;
    if (isOptedOut) store.set({ proactive: null, wantsNone: true });
    const answer = await quietly(this.api.post('proactive/choice', { body: { is_opted_out: isOptedOut } }));
    if (answer) store.set({ proactive: answer.message, wantsNone: answer.is_opted_out });
    this.desk.say(answer ? language.t(isOptedOut ? 'proactiveNone' : 'proactiveAgain') : language.t('failedWhy'));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.unsubscribe();
  }

  private opened(): void {
    this.end('opened');
    this.desk.host.opened();
  }

  private end(what: 'opened' | 'dismissed'): void {
    const { proactive: message } = this.desk.state;
    if (!message) return;
    this.desk.store.set({ proactive: null, said: '' });
    this.tell(message.id, what);
  }

  /** A lost answer costs no more than seeing the message once more. */
  private tell(id: number, what: 'shown' | 'opened' | 'dismissed'): void {
    void quietly(this.api.post('proactive/{message_id}', { path: { message_id: id }, body: { what } }));
  }

  private pageChanged(): void {
    const { host } = this.desk;
    if (!host.config.is_proactive || this.timer || host.snapshot()?.page.url === this.url) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.look();
    }, LOOK_AFTER);
  }
}
