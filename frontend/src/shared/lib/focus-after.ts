import { useEffect, useState, type RefObject } from 'react';

/**
 * Where the focus goes when a dialog has done away with the control that opened it.
 *
 * Call what it returns when that is done; once no dialog is open any more, `place` has the focus.
 */
export function useFocusAfter(place: RefObject<HTMLElement | null>, isOpen: boolean): () => void {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    if (!isDue || isOpen) return;
    // Later than the dialog's own return of the focus.
    const later = setTimeout(() => {
      setDue(false);
      place.current?.focus();
    });
    return () => clearTimeout(later);
  }, [isDue, isOpen, place]);
  return () => setDue(true);
}
