import { useRef, type RefObject } from 'react';

type Find<Box> = (box: Box) => Element | null | undefined;

/** A box, and a way to put focus on something in it once what was just changed stands there. */
export function useFocusOn<Box extends HTMLElement>(): [RefObject<Box | null>, (find: Find<Box>) => void] {
  const box = useRef<Box>(null);
  const focusOn = (find: Find<Box>): void => {
    requestAnimationFrame(() => {
      const found = box.current ? find(box.current) : null;
      if (found instanceof HTMLElement) found.focus();
    });
  };
  return [box, focusOn];
}
