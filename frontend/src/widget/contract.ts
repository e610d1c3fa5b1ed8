/** What the loader and the lazily loaded app know of each other; each is bundled on its own. */

import type { AnswerOf, Method, PathOf } from '@/shared/api/contract';
import type { components } from '@/shared/api/schema';

export type Consent = components['schemas']['SharingConsent'];
export type StepKind = components['schemas']['SharedStep']['kind'];

type Below<Path> = Path extends `/widget/${infer Rest}` ? Rest : never;

/** Addresses of the customer-side API that know a method, without `/api/v1/widget/`. */
export type WidgetPath<M extends Method> = Below<PathOf<M>>;

/** One thing the customer did or met on the host page; never what they typed. */
export interface Step {
  id: string;
  /** Milliseconds since 1970 of this browser's clock. */
  at: number;
  kind: StepKind;
  label: string;
  detail: string;
}

export interface PageSnapshot {
  page: { url: string; title: string; element: string };
  steps: Step[];
  attributes: Record<string, unknown>;
}

/** How the brand wants its widget. */
export type Config = AnswerOf<'/widget/config', 'get'>;
export type UnreadCount = AnswerOf<'/widget/unread', 'get'>;

/** Options of `candor('boot', …)`; all are optional, the script tag's attributes say the same. */
export interface BootOptions {
  key?: string;
  userToken?: UserToken;
  locale?: string;
  theme?: Config['theme'];
  position?: Config['position'];
  color?: string;
  launcher?: boolean;
}

/** A signed token, or a function that fetches a fresh one from the customer's backend. */
export type UserToken = string | (() => string | null | Promise<string | null>);

/** What this browser remembers about its session, in the first-party storage of the host page. */
export interface StoredSession {
  token: string;
  /** `sub` of the user token, or empty for an anonymous visitor. */
  subject: string;
  hasConversations: boolean;
  /** When the session ends, in milliseconds since 1970; what is kept on the device ends with it. */
  until: number;
}

export type View = { name: 'home' } | { name: 'conversation'; id: string | null } | { name: 'article'; slug: string };

/** What the app may ask of the page. */
export interface Host {
  readonly key: string;
  /** Origin of the Candor server, without a slash at the end. */
  readonly base: string;
  readonly config: Config;
  readonly locale: string;
  readonly theme: Config['theme'];
  readonly color: string;
  readonly root: ShadowRoot;
  /** Of the person who is here, and of nobody once they have gone: then it is empty and keeps nothing. */
  readonly storage: KeyValue;
  /** Digest of the person who is here; empty until their session has begun. */
  who(): string;
  userToken(): Promise<string | null>;
  session(): StoredSession | null;
  /** False when that is the session of somebody else than before: this app is over then. */
  keepSession(session: StoredSession): boolean;
  /** The server no longer takes the page's word for who is here: forget them. */
  refused(): void;
  /** What a reload of this tab opens again; null after closing. */
  keepOpen(view: View | null): void;
  consent(): Consent;
  setConsent(consent: Consent): void;
  /** What may be shared now; null while the customer has not agreed or has refused. */
  snapshot(): PageSnapshot | null;
  /** What would be sent if the customer agreed now. */
  preview(): PageSnapshot;
  /** Called whenever the snapshot has something new; returns the way to stop. */
  onSnapshot(listener: () => void): () => void;
  setUnread(count: number): void;
  /** The panel opened itself, from a message beside the launcher. */
  opened(): void;
  /** The panel closed itself: show the launcher again and give it the focus. */
  closed(): void;
}

/** What the loader may ask of the app. */
export interface WidgetApp {
  /** `isQuiet`: without taking the focus, such as after a reload of the page. */
  open(view?: View, isQuiet?: boolean): void;
  close(): void;
  /** Begin with nothing open: messages may come that nobody asked for. */
  standBy(): void;
  isOpen(): boolean;
  hasFocus(): boolean;
  /** Begin again where beginning has failed. */
  retry(): void;
  consentChanged(): void;
  destroy(): void;
}

/** One app for each person: it is destroyed when they go, with everything it knows. */
export type Mount = (host: Host) => WidgetApp;

/** Storage that never throws: private windows and strict browsers fall back to memory. */
export interface KeyValue {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
}

export type Command =
  | ['boot', BootOptions?]
  | ['identify', UserToken | { token: UserToken }]
  | ['context', Record<string, unknown>]
  | ['open', (View['name'] | View)?]
  | ['close']
  | ['route']
  | ['consent', boolean]
  | ['shutdown'];

/** The one global. Calls before the script arrives may wait in `q`. */
export interface Candor {
  (...command: Command): void;
  q?: ArrayLike<unknown>[];
  /** Set on the real function, so that a page's waiting list is never taken for it. */
  isInstalled?: true;
  /** The script ran again, on a page that may have lost the launcher. */
  again?: () => void;
  /** Where the app bundle announces itself; not for host pages. */
  mount?: (mount: Mount) => void;
}

declare global {
  interface Window {
    candor?: Candor;
  }
}
