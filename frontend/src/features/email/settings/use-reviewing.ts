import { useState } from 'react';
import { useMailActions } from './use-mail-actions';

/** What a person says of a mail that waits. */
export type Verdict = 'recover' | 'recoverAndAllow' | 'discard';

export interface Reviewing {
  /** What is under way. */
  kind: string | null;
  /** Why a mail stayed, by its id. */
  faults: ReadonlyMap<number, string>;
  /** Which mails are to be deleted, once somebody says yes. */
  discarding: readonly number[] | null;
  /** False where there is nothing to do, or something is under way. */
  start: (verdict: Verdict, ids: readonly number[]) => void | false;
  stopDiscarding: () => void;
  discard: () => void;
}

/** Decides about mails that wait; `onDone` is told which of them left. */
export function useReviewing(onDone: (changed: readonly number[]) => void): Reviewing {
  const [discarding, setDiscarding] = useState<readonly number[] | null>(null);
  const { act, faults, kind } = useMailActions(({ changed }) => {
    setDiscarding(null);
    onDone(changed);
  });
  return {
    kind,
    faults,
    discarding,
    start(verdict, ids) {
      if (ids.length === 0 || kind) return false;
      if (verdict === 'discard') setDiscarding(ids);
      else act({ kind: verdict, ids });
    },
    stopDiscarding: () => setDiscarding(null),
    discard: () => discarding && act({ kind: 'discard', ids: discarding }),
  };
}
