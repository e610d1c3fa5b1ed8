import type { Colleague } from './api';

/** The most that one invitation takes. */
export const MOST_AT_ONCE = 50;

const MAX_LENGTH = 254;
const ADDRESS = /^[^\s@<>(),;:"[\]\\]+@(?:[^\s@<>(),;:"[\]\\.]+\.)+[^\s@<>(),;:"[\]\\.]{2,}$/;

/** Addresses in what was typed or pasted: "Rosa <rosa@…>, kofi@…", one a line or with spaces between. */
export function addressesIn(text: string): string[] {
  const bare = text.replaceAll(/"[^"]*"/g, ' ').split(/[,;\n]/).flatMap((part) => {
    const inside = /<([^<>]*)>/.exec(part);
    return inside ? [inside[1] ?? ''] : part.split(/\s+/);
  });
  return bare.map((part) => part.trim().toLowerCase()).filter(Boolean);
}

export type Mark =
  | { kind: 'new' }
  | { kind: 'bad' }
  /** They are left out. */
  | { kind: 'is_here' | 'was_deactivated'; name: string }
  /** They get another link; the one before stops working. */
  | { kind: 'invited'; name: string };

/** What is known of an address before anything is sent. */
export function markOf(address: string, colleagues: readonly Colleague[]): Mark {
  if (address.length > MAX_LENGTH || !ADDRESS.test(address)) return { kind: 'bad' };
  const known = colleagues.find(({ email }) => email.toLowerCase() === address.toLowerCase());
  if (!known) return { kind: 'new' };
  const { name, state } = known;
  return { kind: state === 'active' ? 'is_here' : state === 'invited' ? 'invited' : 'was_deactivated', name };
}

export const isSent = ({ kind }: Mark): boolean => kind === 'new' || kind === 'invited';
