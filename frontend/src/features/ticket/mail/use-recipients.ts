import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

import { useTicketPart } from '@/shared/ticket-screen';
import { announce } from '@/shared/ui';

import type { TicketDetail } from '../types';
import { isAmong, parsePeople } from './addresses';
import { mailApi } from './api';
import { choices } from './choices';
import { ccOf, MAX_CC, pendingOf, withAdded, withOnly, without, type Choice } from './recipients';
import type { Person, Recipient, TicketRecipients } from './types';

export interface ReplyRecipients {
  /**
   * `none`: the reply leaves by another way than mail, `loading`, `failed`: who takes part is not known, so
   * that the reply goes to the requester alone, `ready`.
   */
  state: 'none' | 'loading' | 'failed' | 'ready';
  /** What the server answered, in `ready` and where mail cannot leave. */
  all: TicketRecipients | null;
  choice: Choice;
  cc: Recipient[];
  pending: Recipient[];
  /** What stands in the field for another address. */
  typed: string;
  fault: string | null;
  type: (text: string) => void;
  /** Takes up what was typed; false when it is no address. */
  settle: () => boolean;
  add: (person: Person) => void;
  remove: (person: Person) => void;
  setOnly: (isOnly: boolean) => void;
  put: (choice: Choice) => void;
  /** What goes into the send; null where the recipients are not the writer's to choose. */
  outgoing: () => { cc: string[]; choice: Choice } | null;
  retry: () => void;
}

/** Who gets the public reply that is being written. */
export function useRecipients(ticket: TicketDetail): ReplyRecipients {
  const { t } = useTranslation('ticket');
  const { number } = ticket;
  const query = useTicketPart(number, 'recipients', mailApi.recipients, { isEnabled: ticket.permissions.reply });
  const choice = useSyncExternalStore(choices.subscribe, () => choices.read(number));
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string | null>(null);

  const all = query.data ?? null;
  const isMail = ticket.reply_by === 'email' && ticket.permissions.reply;
  const state = stateOf();
  const isReady = state === 'ready' && all !== null;

  function stateOf(): ReplyRecipients['state'] {
    if (query.data) return query.data.can_email ? 'ready' : 'none';
    if (!isMail || query.data === null) return 'none';
    // Offline, a query waits for the connection; writing goes on.
    return query.isError || query.fetchStatus === 'paused' ? 'failed' : 'loading';
  }

  function settle(): boolean {
    const { people, bad } = parsePeople(typed);
    if (typed.trim() === '') {
      setTyped('');
      setFault(null);
      return true;
    }
    if (!isReady) return true;
    if (bad.length > 0 || people.length === 0) return refuse(t('mail.noAddress', { text: bad[0] ?? typed }));
    const before = choices.read(number);
    const next = withAdded(all, before, people);
    if (ccOf(all, next).length > MAX_CC) return refuse(t('mail.tooMany', { count: MAX_CC }));
    if (next === before) return refuse(t('mail.already', { name: people[0]?.address ?? '' }));
    choices.put(number, next);
    setTyped('');
    setFault(null);
    announce(t('mail.added', { names: people.map(({ name, address }) => name || address).join(', ') }));
    return true;
  }

  function refuse(why: string): false {
    setFault(why);
    return false;
  }

  return {
    state,
    all,
    choice,
    cc: isReady ? ccOf(all, choice) : [],
    pending: isReady ? pendingOf(all, choice) : [],
    typed,
    fault,
    type(text) {
      setTyped(text);
      setFault(null);
    },
    settle,
    add(person) {
      if (!isReady) return;
      const before = choices.read(number);
      choices.put(number, withAdded(all, before, [person]));
      announce(t('mail.added', { names: person.name || person.address }));
    },
    remove(person) {
      if (!isReady) return;
      choices.put(number, without(all, choices.read(number), person.address));
      announce(t('mail.removed', { name: person.name || person.address }));
    },
    setOnly(isOnly) {
      choices.put(number, withOnly(choices.read(number), isOnly));
      if (!isReady) return;
      const count = ccOf(all, choices.read(number)).length;
      announce(count === 0 ? t('mail.onlyOne', { name: nameOf(all, ticket) }) : t('mail.withCc', { count }));
    },
    put: (next) => choices.put(number, next),
    outgoing() {
      const now = choices.read(number);
      // What is not known cannot be shown, so nobody gets it unseen.
      if (state === 'failed') return { cc: [], choice: now };
      return isReady ? { cc: ccOf(all, now).map((person) => person.address), choice: now } : null;
    },
    retry: () => void query.refetch(),
  };
}

/** The requester as the reply's first recipient. */
export function nameOf(all: TicketRecipients | null, ticket: TicketDetail): string {
  const first = all?.to[0];
  return first?.name || first?.address || ticket.requester.name;
}

/** Whether an address gets the reply as things stand. */
export function isRecipient(recipients: Pick<ReplyRecipients, 'all' | 'cc'>, address: string): boolean {
  return isAmong(recipients.cc, address) || isAmong(recipients.all?.to ?? [], address);
}
