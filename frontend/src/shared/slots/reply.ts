import type { ReactNode } from 'react';
import type { Schemas, TicketDetail } from '../api';

/** Who gets the public reply that is being written, as the composer needs it. */
export interface ReplyPeople {
  /** They are not known yet: they are to be seen before anything goes to them. */
  isLoading: boolean;
  /** Takes up what was typed; false, with focus where it has to be mended, when it cannot be sent. */
  settle: () => boolean;
  /** What goes into the send, with the choice behind it; null where the recipients are not the writer's to choose. */
  outgoing: () => { cc: string[]; choice: unknown } | null;
  /** The message is on its way: the next one starts as usual. */
  startOver: () => void;
  /** The message came back, with the choice that went out with it. */
  putBack: (choice: unknown) => void;
  add: (person: Schemas['MailAddress']) => void;
  /** Between everybody and the requester alone; false where there is nothing to switch. */
  toggle: () => void | false;
  /** The row of the composer; `plain` is how it looks where there is nothing to choose. */
  row: (plain: ReactNode) => ReactNode;
}

/** The feature that knows to whom replies go. */
export interface ReplySlot {
  id: string;
  /** A hook; the slot never changes while the workspace is open. */
  useReply: (ticket: TicketDetail) => ReplyPeople;
  /** The key of `toggle`. */
  keys: string;
}
