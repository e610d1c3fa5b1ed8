import type { Link } from './socket';
import type { Article, ArticleRef, Conversation, GuideStep, Home, Person, ProactiveMessage } from './types';
import type { Consent } from '../contract';

export type Place =
  | { name: 'home' }
  | { name: 'list' }
  /** `visit` stays when a new conversation gets its id, so that its view does. */
  | { name: 'conversation'; id: string; visit: string }
  | { name: 'person' }
  | { name: 'article'; slug: string }
  | { name: 'guide'; article: string; title: string; steps: GuideStep[] };

/** What happens in a conversation right now; never stored. */
export interface Now {
  run: string;
  streamed: string;
  isThinking: boolean;
  typing: string;
}

export const QUIET: Now = { run: '', streamed: '', isThinking: false, typing: '' };

/** A file on its way to the server. */
export interface Upload {
  id: string;
  name: string;
  size: number;
  problem: string;
}

export interface State {
  phase: 'starting' | 'ready' | 'refused' | 'failed';
  problem: string;
  isOpen: boolean;
  places: Place[];
  person: Person;
  isVerified: boolean;
  link: Link;
  isOnline: boolean;
  wasLost: boolean;
  home: Home | null;
  found: { text: string; articles: ArticleRef[] } | null;
  conversations: Record<string, Conversation>;
  now: Record<string, Now>;
  articles: Record<string, Article | 'failed'>;
  consent: Consent;
  hiddenNotices: string[];
  /** The message that waits and nobody asked for. */
  proactive: ProactiveMessage | null;
  /** They want no such messages. */
  wantsNone: boolean;
  /** Said once to screen readers. */
  said: string;
  /** Changes whenever the outbox does. */
  outboxVersion: number;
}

export const INITIAL: State = {
  phase: 'starting',
  problem: '',
  isOpen: false,
  places: [{ name: 'home' }],
  person: { name: '', email: '' },
  isVerified: false,
  link: 'connecting',
  isOnline: true,
  wasLost: false,
  home: null,
  found: null,
  conversations: {},
  now: {},
  articles: {},
  consent: 'unasked',
  hiddenNotices: [],
  proactive: null,
  wantsNone: false,
  said: '',
  outboxVersion: 0,
};

export const placeOf = (state: State): Place => state.places[state.places.length - 1] ?? { name: 'home' };
