/** What the tabs of one browser tell each other. */
export type News =
  | { type: 'changed'; conversation?: string }
  | { type: 'moved'; from: string; to: string }
  | { type: 'outbox' }
  | { type: 'consent' };

/** A line to the other tabs of this widget where the same person is; silent where the browser has none. */
export class Tabs {
  private channel: BroadcastChannel | null;

  /** `who`: the digest of the person; what was told about somebody else is not heard. */
  constructor(
    key: string,
    private readonly who: () => string,
    onNews: (news: News) => void,
  ) {
    this.channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`candor:${key}`);
    if (!this.channel) return;
    this.channel.onmessage = ({ data }: MessageEvent<News & { who?: string }>) => {
      if (this.channel && data.who && data.who === who()) onNews(data);
    };
  }

  tell(news: News): void {
    this.channel?.postMessage({ ...news, who: this.who() });
  }

  close(): void {
    this.channel?.close();
    this.channel = null;
  }
}
