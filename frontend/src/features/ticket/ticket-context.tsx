import { createContext, useContext } from 'react';

import type { Me, Named, StaffUser, Team } from '@/shared/api';

import type { ChangeRequest } from './hooks/use-change';
import type { Person } from './mail/types';
import type { FieldName } from './model/field-conflict';
import type { Entry, TicketDetail } from './types';

/** What the parts of one ticket's screen share. */
export interface TicketScreenValue {
  ticket: TicketDetail;
  me: Me | null;
  people: readonly StaffUser[];
  teams: readonly Team[];
  change: (request: ChangeRequest) => void;
  /** The field whose change the server has just refused; marked for a moment. */
  refused: FieldName | null;
  /** Puts an HTML fragment into the composer, as for a link to an article. */
  insert: (html: string) => void;
  /** Sends a message that could not be delivered once more, as a new one. */
  sendAgain: (entry: Entry) => void;
  /** Puts somebody into CC of the reply being written. */
  addToCc: (person: Person) => void;
  /** Asks the assistant for a suggested reply. */
  askCopilot: () => void;
  openTicket: (number: number) => void;
}

const TicketContext = createContext<TicketScreenValue | null>(null);

export const TicketProvider = TicketContext.Provider;

export function useTicketScreen(): TicketScreenValue {
  const value = useContext(TicketContext);
  if (!value) throw new Error('useTicketScreen needs a TicketProvider');
  return value;
}

/** The name of a person as this reader sees it: "You" for oneself. */
export function nameFor(person: Named | null, me: Me | null, you: string): string {
  if (!person) return '';
  return person.id === me?.id ? you : person.name;
}
