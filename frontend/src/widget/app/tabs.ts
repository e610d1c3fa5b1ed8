/** What the tabs of one browser tell each other. */
export type News =
  | { type: 'changed'; conversation?: string }
  | { type: 'moved'; from: string; to: string }
  | { type: 'outbox' }
  | { type: 'consent' }
  | { type: 'session' };

/** A line to the other tabs of this widget; silent where the browser has none. */
export class Tabs {
  private readonly channel: BroadcastChannel | null;

  constructor(key: string, onNews: (news: News) => void) {
    this.channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`candor:${key}`);
    if (this.channel) this.channel.onmessage = (event: MessageEvent<News>) => onNews(event.data);
  }

  tell(news: News): void {
    this.channel?.postMessage(news);
  }

  close(): void {
    this.channel?.close();
  }
}
