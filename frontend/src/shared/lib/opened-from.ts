import { useEffect, useRef, type RefObject } from 'react';

/**
 * Focus for what opens below a figure: its heading gets it whenever another figure is opened, and `back`
 * returns it to the first that was.
 */
export function useOpenedFrom(what: string): { heading: RefObject<HTMLHeadingElement | null>; back: () => void } {
  const heading = useRef<HTMLHeadingElement>(null);
  const from = useRef<Element | null>(null);
  useEffect(() => {
    from.current ??= document.activeElement;
    heading.current?.focus();
  }, [what]);
  return {
    heading,
    back: () => {
      if (from.current instanceof HTMLElement) from.current.focus();
    },
  };
}
