import { useMedia } from '@/shared/lib/media';
import { useStored } from '@/shared/lib/stored';


/** Whether the context is open: beside the conversation, or as a drawer; each is remembered apart. */
export function usePanel(): { isOpen: boolean; isDrawer: boolean; setOpen: (isOpen: boolean) => void } {
  const isDrawer = useMedia('(max-width: 1200px)');
  const [isWideOpen, setWideOpen] = useStored('candor.context.wide', true);
  const [isDrawerOpen, setDrawerOpen] = useStored('candor.context.drawer', false);
  return {
    isDrawer,
    isOpen: isDrawer ? isDrawerOpen : isWideOpen,
    setOpen: isDrawer ? setDrawerOpen : setWideOpen,
  };
}
