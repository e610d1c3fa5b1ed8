import type { KeyValue, StoredSession, View } from '../contract';
import { type Area, readJson } from './storage';

export const SESSION = 'session';
export const CONSENT = 'consent';
const OPEN = 'open';

/** 53 bits of a text (cyrb53 by bryc, public domain): to tell names of keys apart, not to hide anything. */
function digest(text: string): string {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 2654435761);
    other = Math.imul(other ^ unit, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (4294967296 * (2097151 & other) + (one >>> 0)).toString(36);
}

/** Whose session it is: a customer's by their id, a visitor's by the session itself, since nothing else is known. */
export const whoIs = ({ subject, token }: StoredSession): string => digest(subject ? `customer ${subject}` : `visitor ${token}`);

/** The session that this browser keeps, whosever it is. */
export function storedSession(device: KeyValue): StoredSession | null {
  return sessionOf(readJson<Partial<StoredSession>>(device, SESSION));
}

/** The same of a text that was stored once; empty for none. */
export function whoWas(text: string | null): string {
  const session = sessionOf(readJson<Partial<StoredSession>>({ get: () => text }, SESSION));
  return session ? whoIs(session) : '';
}

function sessionOf(stored: Partial<StoredSession> | null): StoredSession | null {
  if (typeof stored?.token !== 'string' || typeof stored.subject !== 'string') return null;
  const { token, subject, hasConversations, until } = stored;
  return { token, subject, hasConversations: hasConversations === true, until: typeof until === 'number' ? until : Infinity };
}

/** Remove what does not belong to `who`, also what earlier versions left behind. */
export function forgetOthers(area: Area, who: string): void {
  for (const name of area.names()) {
    if (name !== SESSION && name !== CONSENT && !(who && name.startsWith(`${who}:`))) area.remove(name);
  }
}

export function forgetAll(area: Area): void {
  for (const name of area.names()) area.remove(name);
}

/** What one person keeps on this device and in this tab. It ends with them: what comes late finds nothing. */
export class Belongings {
  private whose = '';
  private isOver = false;

  constructor(
    private readonly device: Area,
    private readonly tab: Area,
  ) {}

  get who(): string {
    return this.whose;
  }

  /** Drafts, messages on their way. */
  readonly storage: KeyValue = {
    get: (name) => (this.may ? this.device.get(`${this.whose}:${name}`) : null),
    set: (name, value) => {
      if (this.may) this.device.set(`${this.whose}:${name}`, value);
    },
    remove: (name) => this.device.remove(`${this.whose}:${name}`),
  };

  /** Whose these are from now on; false when they are somebody else's already, or nobody's any more. */
  keep(session: StoredSession): boolean {
    if (this.isOver) return false;
    const who = whoIs(session);
    this.device.set(SESSION, JSON.stringify(session));
    forgetOthers(this.device, who);
    forgetOthers(this.tab, who);
    if (this.whose && this.whose !== who) return false;
    this.whose = who;
    return true;
  }

  keepOpen(view: View | null): void {
    if (!this.may) return;
    if (view) this.tab.set(`${this.whose}:${OPEN}`, JSON.stringify(view));
    else this.tab.remove(`${this.whose}:${OPEN}`);
  }

  end(): void {
    this.isOver = true;
  }

  private get may(): boolean {
    return !this.isOver && this.whose !== '';
  }
}

/** What the person of `session` had open in this tab. */
export const openedBy = (tab: KeyValue, session: StoredSession): View | null => readJson<View>(tab, `${whoIs(session)}:${OPEN}`);
