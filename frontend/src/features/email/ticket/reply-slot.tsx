import { useCallback } from 'react';

import type { TicketDetail } from '@/shared/api';
import type { ReplyPeople, ReplySlot } from '@/shared/slots';

import { ADDRESS_ID } from './add-address';
import { choices } from './choices';
import { ONLY_KEYS } from './recipient-chips';
import { AS_USUAL, hasOthers, type Choice } from './recipients';
import { RecipientsField } from './recipients-field';
import { useRecipients } from './use-recipients';

function useReply(ticket: TicketDetail): ReplyPeople {
  const recipients = useRecipients(ticket);
  const { number } = ticket;
  const { state, all, choice } = recipients;
  return {
    isLoading: state === 'loading',
    settle() {
      const isSettled = recipients.settle();
      if (!isSettled) document.getElementById(ADDRESS_ID)?.focus();
      return isSettled;
    },
    outgoing: recipients.outgoing,
    startOver: () => recipients.put(AS_USUAL),
    // The composer keeps the choice with the message; only this feature knows what is in it.
    putBack: useCallback((kept: unknown) => choices.put(number, kept as Choice), [number]),
    add: recipients.add,
    toggle() {
      if (state !== 'ready' || !all || !hasOthers(all, choice)) return false;
      recipients.setOnly(!choice.isOnly);
    },
    row: (plain) => <RecipientsField ticket={ticket} recipients={recipients} plain={plain} />,
  };
}

/** Everybody who takes part by mail, in the composer of the ticket. */
export const replySlot: ReplySlot = { id: 'email', keys: ONLY_KEYS, useReply };
