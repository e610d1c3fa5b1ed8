import type { Host } from '../contract';
import { mergeConversation } from './messages';
import type { State } from './state';
import type { Store } from './store';
import type { Conversation } from './types';

/** The conversations as far as they were fetched, and how many replies nobody has read. */
export class Known {
  constructor(
    private readonly host: Host,
    private readonly store: Store<State>,
  ) {}

  keep(fresh: Conversation, before?: Conversation): void {
    this.store.set((state) => ({
      conversations: { ...state.conversations, [fresh.id]: mergeConversation(state.conversations[fresh.id], fresh, before) },
    }));
  }

  /** It goes on in another conversation, where its messages are. */
  forget(id: string): void {
    this.store.set(({ conversations: { [id]: _conversation, ...conversations }, now: { [id]: _now, ...now } }) => ({ conversations, now }));
  }

  patch(id: string, change: Partial<Conversation>): void {
    const { conversations, home } = this.store.get();
    const known = conversations[id];
    if (known) this.store.set({ conversations: { ...conversations, [id]: { ...known, ...change } } });
    if (home) {
      const summaries = home.conversations.map((each) => (each.id === id ? { ...each, ...change } : each));
      this.store.set({ home: { ...home, conversations: summaries } });
    }
    this.countUnread();
  }

  countUnread(): void {
    this.host.setUnread(this.store.get().home?.conversations.reduce((sum, each) => sum + each.unread, 0) ?? 0);
  }
}
