import type { Host } from '../contract';
import type { Api } from './api';
import type { State } from './state';
import type { Store } from './store';
import type { Preview } from './types';

const CONTEXT_EVERY = 4_000;

/** What support may see of the page: asked, told, sent and withdrawn here. */
export class Sharing {
  private timer = 0;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly host: Host,
    private readonly api: Api,
    private readonly store: Store<State>,
    private readonly onChanged: () => void,
  ) {
    this.unsubscribe = host.onSnapshot(() => this.soon());
  }

  /** The customer's word; the page's collector follows it at once, the server as soon as it can. */
  decide(isGranted: boolean): void {
    this.host.setConsent(isGranted ? 'granted' : 'refused');
    this.changed();
  }

  changed(): void {
    const consent = this.host.consent();
    this.store.set({ consent });
    this.api
      .post('consent', { body: { granted: consent === 'granted' } })
      .then(() => this.send())
      .then(() => this.onChanged())
      .catch(() => {
        // The next session carries the consent again.
      });
  }

  soon(): void {
    const isWatched = this.store.get().isOpen || this.host.config.is_proactive;
    if (!isWatched || this.timer) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.send();
    }, CONTEXT_EVERY);
  }

  /** Tell support what the customer agreed to share; a failure costs context, never the message. */
  async send(): Promise<void> {
    const snapshot = this.host.snapshot();
    if (!snapshot) return;
    try {
      await this.api.post('context', { body: snapshot });
    } catch {
      // The next step sends it all again.
    }
  }

  /** What would be sent of the page now, as the server cleans it; null when it cannot be told. */
  preview(): Promise<Preview | null> {
    return this.api.post('context/preview', { body: this.host.preview() }).catch(() => null);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.unsubscribe();
  }
}
