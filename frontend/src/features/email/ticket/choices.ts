import { keep, onOwnerChange, readKept } from '@/shared/lib/owner-storage';

import { AS_USUAL, isAsUsual, type Choice } from './recipients';

/**
 * The choice of recipients of each reply that is being written, kept in this browser beside its draft.
 *
 * On another device the reply starts with all who take part again; the line shows it.
 */
const held = new Map<number, Choice>();
const listeners = new Set<() => void>();

const nameOf = (ticket: number) => `recipients.${ticket}`;

export const choices = {
  read: (ticket: number): Choice => {
    const known = held.get(ticket);
    if (known) return known;
    const choice = readKept<Choice>(nameOf(ticket)) ?? AS_USUAL;
    held.set(ticket, choice);
    return choice;
  },
  put: (ticket: number, choice: Choice): void => {
    held.set(ticket, choice);
    keep(nameOf(ticket), isAsUsual(choice) ? null : choice);
    listeners.forEach((tell) => tell());
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

onOwnerChange(() => {
  held.clear();
  listeners.forEach((tell) => tell());
});
