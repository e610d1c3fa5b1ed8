import { useSyncExternalStore } from 'react';

import { useStored } from '@/shared/lib/stored';

const NARROW = '(max-width: 1200px)';

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** Whether the context is open: beside the conversation, or as a drawer; each is remembered apart. */
export function usePanel(): { isOpen: boolean; isDrawer: boolean; setOpen: (isOpen: boolean) => void } {
  const isDrawer = useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches);
  const [isWideOpen, setWideOpen] = useStored('candor.context.wide', true);
  const [isDrawerOpen, setDrawerOpen] = useStored('candor.context.drawer', false);
  return {
    isDrawer,
    isOpen: isDrawer ? isDrawerOpen : isWideOpen,
    setOpen: isDrawer ? setDrawerOpen : setWideOpen,
  };
}
