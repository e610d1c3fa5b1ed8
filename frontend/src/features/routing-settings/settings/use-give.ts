import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isProblem, keys } from '@/shared/api';
import { announce, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { routingApi, routingKeys, type LoadPerson, type LoadTicket } from './api';

export interface Gift {
  ticket: LoadTicket;
  /** Null for one that nobody has. */
  from: LoadPerson | null;
  to: LoadPerson;
}

export type Give = (gift: Gift) => void;

/** Gives a ticket to somebody as it was seen, and takes it back on request if nobody has changed it since. */
export function useGive(): Give {
  const { t } = useTranslation('routing-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  async function assign(number: number, assignee: number | null, version: number): Promise<number | null> {
    try {
      const fresh = await routingApi.assign(number, assignee, version);
      return fresh.version;
    } catch (error) {
      const isTaken = isProblem(error) && error.status === 412;
      toastFailure(`${t('load.notGiven', { number })} ${isTaken ? t('load.changed') : reasonOf(error)}`);
      return null;
    } finally {
      void client.invalidateQueries({ queryKey: routingKeys.load });
      void client.invalidateQueries({ queryKey: keys.ticket(number) });
    }
  }
  return ({ ticket, from, to }) => {
    void assign(ticket.number, to.id, ticket.version).then((version) => {
      // The line that had the focus goes away with its ticket.
      document.getElementById(from ? 'people' : 'waiting')?.focus();
      if (version === null) return;
      const said = t('load.given', { number: ticket.number, name: to.name });
      announce(said);
      toast(said, { undo: async () => void (await assign(ticket.number, from?.id ?? null, version)) });
    });
  };
}
