import { createContext, useContext, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';

import { keys, type Me, type Named, type StaffUser, type Team } from '@/shared/api';
import { TicketPortProvider, type TicketPort } from '@/shared/ticket-screen';

import type { ChangeRequest } from './hooks/use-change';
import { mergeEntries } from './model/entries';
import type { FieldName } from './model/field-conflict';
import type { Entry, TicketDetail } from './types';

/** What the parts of one ticket's screen share. */
export interface TicketScreenValue extends Omit<TicketPort, 'putEntry' | 'askHelp'> {
  people: readonly StaffUser[];
  teams: readonly Team[];
  change: (request: ChangeRequest) => void;
  /** The field whose change the server has just refused; marked for a moment. */
  refused: FieldName | null;
  /** Asks the assistant for a suggested reply. */
  askCopilot: () => void;
}

/** Whether help is being asked for, and who wants to know when it was. */
export interface Asking {
  onAsked?: () => void;
}

interface OwnValue extends TicketScreenValue {
  asking: Asking | null;
  setAsking: (asking: Asking | null) => void;
  mayAsk: boolean;
}

const TicketContext = createContext<OwnValue | null>(null);

/** Gives the screen's value to its own parts, and what of it is for others to theirs. */
export function TicketProvider({ value: given, children }: { value: TicketScreenValue; children: ReactNode }) {
  const value = given.ticket.is_deleted ? { ...given, ticket: atRest(given.ticket) } : given;
  const client = useQueryClient();
  const { number } = value.ticket;
  const [asking, setAsking] = useState<Asking | null>(null);
  // Alone there is nobody to ask.
  const mayAsk = value.ticket.permissions.update && !value.me?.is_alone;
  const askHelp = mayAsk ? (onAsked?: () => void): void => setAsking(onAsked ? { onAsked } : {}) : null;
  const putEntry = (entry: Entry): void => {
    client.setQueryData<TicketDetail>(
      keys.ticket(number),
      (known) =>
        known && { ...known, timeline: { ...known.timeline, results: mergeEntries(known.timeline.results, [entry]) } },
    );
  };
  return (
    <TicketPortProvider value={{ ...value, putEntry, askHelp }}>
      <TicketContext.Provider value={{ ...value, asking, setAsking, mayAsk }}>{children}</TicketContext.Provider>
    </TicketPortProvider>
  );
}

/** A ticket in the trash as its screen takes it: it is restored before anything else is done. */
const atRest = (ticket: TicketDetail): TicketDetail => ({
  ...ticket,
  permissions: { ...ticket.permissions, reply: false, note: false, update: false, take: false, assign: false, merge: false },
});

export function useTicketScreen(): OwnValue {
  const value = useContext(TicketContext);
  if (!value) throw new Error('useTicketScreen needs a TicketProvider');
  return value;
}

/** The name of a person as this reader sees it: "You" for oneself. */
export function nameFor(person: Named | null, me: Me | null, you: string): string {
  if (!person) return '';
  return person.id === me?.id ? you : person.name;
}
