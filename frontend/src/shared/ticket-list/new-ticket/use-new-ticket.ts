import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, newIdempotencyKey } from '../../api';
import { useMe } from '../../directory';
import { toast } from '../../ui';
import { refreshTickets } from '../use-bulk';
import { EMPTY, inputOf, isUntouched, type Customer, type Values } from './values';

export interface NewTicket {
  values: Values;
  set: (change: Partial<Values>) => void;
  /** Lets go of everything written, with a way back. */
  discard: () => void;
  send: () => void;
  isBusy: boolean;
  error: unknown;
}

function read(key: string): Values | null {
  try {
    const kept = localStorage.getItem(key);
    return kept ? { ...EMPTY, ...(JSON.parse(kept) as Partial<Values>) } : null;
  } catch {
    return null;
  }
}

function keep(key: string, values: Values | null): void {
  try {
    if (values === null || isUntouched(values)) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(values));
  } catch {
    // A full or refused storage: the words then live as long as the dialog.
  }
}

/** The ticket being written: kept in this browser, for this person, until it is opened or discarded. */
export function useNewTicket(requester: Customer | undefined, onDone: (number: number | null) => void): NewTicket {
  const { t } = useTranslation('ticket-list');
  const client = useQueryClient();
  const me = useMe();
  // A ticket for a customer whose page is open is another one than what was begun elsewhere.
  const key = `candor.${me?.id ?? 0}.new-ticket${requester ? `.${requester.email}` : ''}`;
  const fresh = { ...EMPTY, customer: requester ?? null, assignee: me ? String(me.id) : '' };
  const [values, setValues] = useState<Values>(() => read(key) ?? fresh);
  const newest = useRef(values);
  const idempotencyKey = useRef(newIdempotencyKey());

  const put = useCallback(
    (next: Values) => {
      // What differs from a failed attempt is another ticket, and must not be answered from the first.
      idempotencyKey.current = newIdempotencyKey();
      newest.current = next;
      setValues(next);
      keep(key, next);
    },
    [key],
  );
  const set = useCallback((change: Partial<Values>) => put({ ...newest.current, ...change }), [put]);

  const create = useMutation({
    mutationFn: () => api.post('/tickets', { body: inputOf(newest.current), idempotencyKey: idempotencyKey.current }),
    onSuccess: (ticket) => {
      keep(key, null);
      void refreshTickets(client);
      onDone(ticket.number);
    },
  });

  return {
    values,
    set,
    discard() {
      const gone = newest.current;
      keep(key, null);
      onDone(null);
      if (!isUntouched(gone)) toast(t('create.discarded'), { undo: () => keep(key, gone) });
    },
    send: () => {
      if (!create.isPending) create.mutate();
    },
    isBusy: create.isPending,
    error: create.error,
  };
}
