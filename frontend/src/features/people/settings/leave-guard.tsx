import { useBlocker } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '@/shared/ui';

interface Place {
  pathname: string;
  search: object;
}

export interface LeaveGuardProps {
  isChanged: boolean;
  /** The members of the search that hold the panel open. */
  holds: readonly string[];
  /** Set while a save leads on, before the form knows that it is clean. */
  isLeaving?: RefObject<boolean>;
}

const valueAt = ({ search }: Place, name: string): unknown => (search as Record<string, unknown>)[name];

/** Asks before what was changed in a panel is lost; searching and filtering beside it go on. */
export function LeaveGuard({ isChanged, holds, isLeaving }: LeaveGuardProps) {
  const { t } = useTranslation('people');
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }: { current: Place; next: Place }) => {
      if (!isChanged || isLeaving?.current) return false;
      const stays = current.pathname === next.pathname && holds.every((name) => valueAt(current, name) === valueAt(next, name));
      return !stays;
    },
    enableBeforeUnload: () => isChanged && !isLeaving?.current,
    withResolver: true,
  });
  return (
    <Confirm
      isOpen={blocker.status === 'blocked'}
      onOpenChange={(isOpen) => (isOpen ? undefined : blocker.reset?.())}
      title={t('leave.title')}
      consequence={t('leave.consequence')}
      cancel={t('leave.stay')}
      action={t('leave.go')}
      onConfirm={() => blocker.proceed?.()}
    />
  );
}
