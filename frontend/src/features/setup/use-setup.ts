import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveEvents, useLiveSignals } from '@/shared/realtime';
import { setupQuery, type Setup } from '@/shared/setup';
import { announce } from '@/shared/ui';
import { nameOf } from './names';

const AFTER_MS = 800;
/** A signal may get lost, and not everything that the guide waits for has one. */
const LOOK_EVERY_MS = 15_000;

/** The guide as it is now: it looks again after what happens to tickets and pages, and tells what got done. */
export function useSetup() {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const soon = (): void => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: setupQuery.queryKey });
    }, AFTER_MS);
  };
  useLiveEvents('queue', soon);
  useLiveSignals('queue', ({ name }) => (name === 'setup.changed' ? soon() : undefined));
  useEffect(() => () => clearTimeout(timer.current), []);
  const setup = useQuery({
    ...setupQuery,
    // What was done on another screen is seen at once.
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => (state.data?.is_done ? false : LOOK_EVERY_MS),
  });
  useTold(setup.data);
  return setup;
}

/** Tell readers of the screen which steps got done while it was open. */
function useTold(setup: Setup | undefined): void {
  const { t } = useTranslation('setup');
  const before = useRef<Setup | undefined>(undefined);
  useEffect(() => {
    const known = before.current;
    before.current = setup;
    if (!setup || !known) return;
    const wasOpen = new Set(known.steps.filter(({ state }) => state !== 'done').map(({ id }) => id));
    const done = setup.steps.filter(({ id, state }) => state === 'done' && wasOpen.has(id));
    if (done.length > 0) announce(t('stepDone', { names: done.map(({ id }) => nameOf(t, `step.${id}.title`, id)).join(', ') }));
  }, [setup, t]);
}
