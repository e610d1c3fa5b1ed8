import { useEffect, useState, type RefObject } from 'react';

/** Whether the pointer is over a pane, focus is in it, or its list is scrolled away from the top. */
export function useBeingRead(pane: RefObject<HTMLElement | null>): boolean {
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [isScrolled, setScrolled] = useState(false);
  useEffect(() => {
    const element = pane.current;
    if (!element) return undefined;
    const enter = (event: PointerEvent): void => setPointed(event.pointerType === 'mouse');
    const leave = (): void => setPointed(false);
    const focusIn = (): void => setFocused(true);
    const focusOut = (event: FocusEvent): void => setFocused(element.contains(event.relatedTarget as Node | null));
    const scroll = (event: Event): void => setScrolled((event.target as HTMLElement).scrollTop > 0);
    element.addEventListener('pointerenter', enter);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('focusin', focusIn);
    element.addEventListener('focusout', focusOut);
    element.addEventListener('scroll', scroll, { capture: true, passive: true });
    return () => {
      element.removeEventListener('pointerenter', enter);
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('focusin', focusIn);
      element.removeEventListener('focusout', focusOut);
      element.removeEventListener('scroll', scroll, { capture: true });
    };
  }, [pane]);
  return isPointed || isFocused || isScrolled;
}
