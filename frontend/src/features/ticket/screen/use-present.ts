import { useCallback, useEffect, useState } from 'react';

import { useAnnouncePresence, useLiveSignals, usePresence, type LiveSignal, type PresentPerson } from '@/shared/realtime';

const TYPING_SHOWN_MS = 6_000;

export interface Present {
  /** Teammates who have the ticket open, oneself excluded. */
  viewers: readonly PresentPerson[];
  /** Those of them who write to the customer right now. */
  repliers: readonly PresentPerson[];
  /** Those whose reply waits to leave: it will be there within seconds. */
  senders: readonly PresentPerson[];
  isCustomerTyping: boolean;
  isAssistantAnswering: boolean;
}

/** Who is on this ticket, and tells the others what one does here. */
export function usePresent(
  number: number,
  selfId: number | undefined,
  state: 'viewing' | 'replying' | 'noting' | 'sending',
): Present {
  const topic = `ticket:${number}`;
  useAnnouncePresence(topic, state);
  const people = usePresence(topic).filter((person) => person.id !== selfId);
  const [typing, setTyping] = useState<'customer' | 'assistant' | null>(null);

  useLiveSignals(
    topic,
    useCallback((signal: LiveSignal) => {
      if ('is_typing' in signal.data) setTyping(signal.data.is_typing ? 'customer' : null);
    }, []),
  );
  useEffect(() => {
    if (typing === null) return undefined;
    const id = window.setTimeout(() => setTyping(null), TYPING_SHOWN_MS);
    return () => window.clearTimeout(id);
  }, [typing]);

  return {
    viewers: people,
    repliers: people.filter((person) => person.state === 'replying'),
    senders: people.filter((person) => person.state === 'sending'),
    isCustomerTyping: typing === 'customer',
    isAssistantAnswering: typing === 'assistant',
  };
}
