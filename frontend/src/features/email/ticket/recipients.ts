import { isAmong, isSameAddress } from './addresses';
import type { Person, Recipient, TicketRecipients } from './types';

/** As many as the server takes. */
export const MAX_CC = 48;

/**
 * What the writer of a reply decided about CC, as a difference from all who take part.
 *
 * A difference, so that somebody who joins while the reply is being written is on the line, for
 * everybody to see, and not left out by a list made earlier.
 */
export interface Choice {
  /** Only the requester gets it; what else was chosen comes back when this is taken back. */
  isOnly: boolean;
  added: Person[];
  removed: string[];
}

export const AS_USUAL: Choice = { isOnly: false, added: [], removed: [] };

export function isAsUsual(choice: Choice): boolean {
  return !choice.isOnly && choice.added.length === 0 && choice.removed.length === 0;
}

/** The people in CC of the reply. */
export function ccOf(all: TicketRecipients, choice: Choice): Recipient[] {
  if (choice.isOnly) return [];
  const stayed = all.cc.filter((person) => !choice.removed.some((address) => isSameAddress(address, person.address)));
  const known = [...all.pending, ...all.cc];
  const added = choice.added
    .filter((person) => !isAmong(stayed, person.address) && !isAmong(all.to, person.address))
    .map(
      (person): Recipient =>
        known.find((other) => isSameAddress(other.address, person.address)) ?? {
          ...person,
          is_approved: true,
          bounce: null,
        },
    );
  return [...stayed, ...added];
}

/** People whom an unproven sender put in CC and who have not been chosen. */
export function pendingOf(all: TicketRecipients, choice: Choice): Recipient[] {
  const cc = ccOf(all, choice);
  return all.pending.filter((person) => !isAmong(cc, person.address));
}

/** Whether there is anybody besides the requester whom the reply could go to. */
export function hasOthers(all: TicketRecipients, choice: Choice): boolean {
  return all.cc.length > 0 || choice.added.length > 0;
}

export type Mode = 'all' | 'some' | 'only';

export function modeOf(all: TicketRecipients, choice: Choice): Mode {
  const cc = ccOf(all, choice);
  if (cc.length === 0) return 'only';
  return all.cc.every((person) => isAmong(cc, person.address)) ? 'all' : 'some';
}

export function withOnly(choice: Choice, isOnly: boolean): Choice {
  // Everybody means everybody: who was taken out one by one comes back.
  return isOnly ? { ...choice, isOnly } : { ...choice, isOnly, removed: [] };
}

export function withAdded(all: TicketRecipients, choice: Choice, people: readonly Person[]): Choice {
  const start: Choice = choice.isOnly
    ? { isOnly: false, added: [], removed: all.cc.map((person) => person.address) }
    : choice;
  const cc = ccOf(all, start);
  const fresh = people.filter((person) => !isAmong(cc, person.address) && !isAmong(all.to, person.address));
  if (fresh.length === 0) return choice;
  const isTakenBack = (address: string) => isAmong(fresh, address) && isAmong(all.cc, address);
  return {
    isOnly: false,
    removed: start.removed.filter((address) => !isTakenBack(address)),
    added: [...start.added, ...fresh.filter((person) => !isTakenBack(person.address))],
  };
}

export function without(all: TicketRecipients, choice: Choice, address: string): Choice {
  return {
    ...choice,
    added: choice.added.filter((person) => !isSameAddress(person.address, address)),
    removed: isAmong(all.cc, address) ? [...choice.removed, address] : choice.removed,
  };
}
