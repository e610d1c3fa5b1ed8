import { createContext, useContext } from 'react';

import type { Entry, Me, Schemas, TicketDetail } from '../api';

/** What the open ticket offers to the parts that other features put into its screen. */
export interface TicketPort {
  ticket: TicketDetail;
  me: Me | null;
  /** Puts an HTML fragment into the composer, as for a link to an article. */
  insert: (html: string) => void;
  /** Takes a message that could not be delivered back into the composer, to be sent as a new one. */
  sendAgain: (entry: Entry) => void;
  /** Adds somebody to those who get the reply being written. */
  addToReply: (person: Schemas['MailAddress']) => void;
  /** Shows an entry as the server has just answered it. */
  putEntry: (entry: Entry) => void;
  openTicket: (number: number) => void;
  /** Opens "Ask for help", and says when it was asked; null for whom there is nobody to ask. */
  askHelp: ((onAsked?: () => void) => void) | null;
}

const TicketPortContext = createContext<TicketPort | null>(null);

export const TicketPortProvider = TicketPortContext.Provider;

export function useTicketPort(): TicketPort {
  const port = useContext(TicketPortContext);
  if (!port) throw new Error('useTicketPort needs the screen of a ticket around it.');
  return port;
}
