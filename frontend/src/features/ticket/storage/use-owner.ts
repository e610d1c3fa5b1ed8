import { useEffect, useSyncExternalStore } from 'react';

import { currentOwner, onOwnerChange, setOwner } from '@/shared/lib/owner-storage';


/** Makes `id` the writer of what is kept here; true once that is so. */
export function useOwner(id: number | null): boolean {
  useEffect(() => {
    if (id !== null) setOwner(id);
  }, [id]);
  return useSyncExternalStore(onOwnerChange, () => id !== null && currentOwner() === id);
}
