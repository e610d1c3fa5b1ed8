import { useBlocker } from '@tanstack/react-router';
import { useEffect, useId, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../ui';

interface Place {
  pathname: string;
  search: object;
}

export interface LeaveGuardProps {
  isChanged: boolean;
  /**
   * Members of the search that hold the form open: with the same path and the same of these, one stays at it.
   * Without it every way to another address is asked about.
   */
  holds?: readonly string[];
  /** Set while what leads on is meant, such as a save, before the form knows that it is clean. */
  isLeaving?: RefObject<boolean>;
}

type Blocks = (current: Place, next: Place) => boolean;

/** The changed forms of the screen, the oldest first: it asks for all of them, so that nobody is asked twice. */
const guards = new Map<string, RefObject<Blocks>>();

const valueAt = ({ search }: Place, name: string): unknown => (search as Record<string, unknown>)[name];

/** Asks before what was changed in a form is lost, by any link, by going back and by closing the tab. */
export function LeaveGuard({ isChanged, holds, isLeaving }: LeaveGuardProps) {
  const { t } = useTranslation('shared');
  const id = useId();
  const mine = useRef<Blocks>(() => false);
  const blocks: Blocks = (current, next) => {
    if (!isChanged || isLeaving?.current) return false;
    return !(holds && current.pathname === next.pathname && holds.every((name) => valueAt(current, name) === valueAt(next, name)));
  };
  useEffect(() => {
    mine.current = blocks;
  });
  useEffect(() => {
    guards.set(id, mine);
    return () => {
      guards.delete(id);
    };
  }, [id]);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }: { current: Place; next: Place }) => {
      const [first] = [...guards].filter(([, other]) => other.current(current, next));
      return first?.[0] === id;
    },
    enableBeforeUnload: () => isChanged && !isLeaving?.current,
    withResolver: true,
  });
  return (
    <Confirm
      isOpen={blocker.status === 'blocked'}
      onOpenChange={(isOpen) => (isOpen ? undefined : blocker.reset?.())}
      title={t('form.leave.title')}
      consequence={t('form.leave.consequence')}
      cancel={t('form.leave.stay')}
      action={t('form.leave.go')}
      onConfirm={() => blocker.proceed?.()}
    />
  );
}
