import type { Api } from './api';
import type { State } from './state';
import type { Store } from './store';

/** Search, articles and notices: what is read without asking anybody. */
export class Reading {
  private run = 0;

  constructor(
    private readonly api: Api,
    private readonly store: Store<State>,
    private readonly onFound: (count: number) => void,
  ) {}

  async search(text: string): Promise<void> {
    const run = (this.run += 1);
    if (text.trim().length < 2) {
      this.store.set({ found: null });
      return;
    }
    const answer = await this.api.get('search', { query: { q: text } }).catch(() => null);
    if (run !== this.run || !answer) return;
    this.store.set({ found: { text, articles: answer.results } });
    this.onFound(answer.results.length);
  }

  async loadArticle(slug: string): Promise<void> {
    const article = await this.api.get('articles/{slug}', { path: { slug } }).catch(() => null);
    this.store.set((state) => ({ articles: { ...state.articles, [slug]: article ?? 'failed' } }));
  }

  /** Nobody waits for it, and nothing depends on it. */
  stepLooked(article: string, selector: string, found: boolean): void {
    void this.api.post('guide-steps', { body: { article, selector, found } }).catch(() => undefined);
  }

  /** The way to all requests of who is here; empty where there is none. It works once, so that nothing keeps it. */
  async portal(): Promise<string> {
    const way = await this.api.post('portal').catch(() => null);
    return way?.url ?? '';
  }

  hideNotice(id: string): void {
    this.store.set((state) => ({ hiddenNotices: [...state.hiddenNotices, id] }));
  }
}
