import { useBlocker } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';

export interface LeaveGuard {
  isAsking: boolean;
  stay: () => void;
  go: () => void;
  /** What leads away from now on is meant: saving, signing in, deleting. */
  letGo: () => void;
}

/** Asks before a changed form is left. */
export function useLeaveGuard(isChanged: boolean): LeaveGuard {
  // Saving leads on to the saved mailbox before the form of the new one knows that it is clean.
  const isLeaving = useRef(false);
  const blocker = useBlocker({
    shouldBlockFn: () => isChanged && !isLeaving.current,
    enableBeforeUnload: () => isChanged && !isLeaving.current,
    withResolver: true,
  });
  return {
    isAsking: blocker.status === 'blocked',
    stay: () => blocker.reset?.(),
    go: () => blocker.proceed?.(),
    letGo: useCallback(() => {
      isLeaving.current = true;
    }, []),
  };
}
