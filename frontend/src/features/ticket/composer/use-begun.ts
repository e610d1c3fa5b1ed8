import { useEffect, useMemo, useRef } from 'react';

import { unseenMessages } from '../model/entries';
import { isBlank } from '../model/plain-text';
import type { DraftPhase } from '../model/draft-machine';
import type { TicketDetail } from '../types';

export interface Begun {
  /**
   * Up to which entry the writer has seen, for the send: a colleague's reply that came while this one was
   * being written was in view, but nobody said that both shall go out.
   */
  seenBy: (seen: number | null, selfId: number | null) => number | null;
  /** The writer has been asked: what stands there now is known. */
  restart: () => void;
}

/** From which entry on the message that is being written knows nothing of the others. */
export function useBegun(ticket: TicketDetail, html: string, phase: DraftPhase): Begun {
  const entries = ticket.timeline.results;
  const newest = entries[entries.length - 1]?.id ?? 0;
  const now = useRef({ entries, newest });
  const since = useRef<number | null>(null);
  const isEmpty = isBlank(html) || phase === 'loading';
  useEffect(() => {
    now.current = { entries, newest };
    if (isEmpty) since.current = null;
    else since.current ??= newest;
  });
  return useMemo(
    () => ({
      seenBy(seen, selfId) {
        const start = since.current;
        if (start === null || seen === null) return seen;
        const ofOthers = unseenMessages(now.current.entries, start, selfId).filter(
          (entry) => entry.id <= seen && entry.author.kind !== 'contact',
        );
        return ofOthers.length > 0 ? Math.min(seen, start) : seen;
      },
      restart() {
        since.current = now.current.newest;
      },
    }),
    [],
  );
}
