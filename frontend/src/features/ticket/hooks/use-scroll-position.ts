import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

const NEAR_PX = 48;

export interface ScrollPosition {
  frame: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** The reader is at the newest entry. */
  isAtEnd: boolean;
  onScroll: () => void;
  toEnd: (behavior?: ScrollBehavior) => void;
  /** Call before entries are put in front; the view then stays where it is. */
  holdPlace: () => void;
}

/**
 * Keeps the place of a reader in a list that grows at both ends.
 *
 * At the end it follows the news; further up nothing moves, whether entries are added below or
 * above. `first` and `last` identify the outermost entries.
 */
export function useScrollPosition(first: unknown, last: unknown, onScrolled: () => void): ScrollPosition {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const follows = useRef(true);
  const place = useRef<number | null>(null);
  const lastTop = useRef(0);

  const toEnd = useCallback((behavior: ScrollBehavior = 'instant') => {
    const box = frame.current;
    if (!box) return;
    follows.current = true;
    setAtEnd(true);
    box.scrollTo?.({ top: box.scrollHeight, behavior });
  }, []);

  const onScroll = useCallback(() => {
    const box = frame.current;
    if (!box) return;
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight <= NEAR_PX;
    // The event comes after the scrolling: what has grown below since then is no reason to stop following.
    const hasGoneUp = box.scrollTop < lastTop.current - 1;
    lastTop.current = box.scrollTop;
    follows.current = isNear || (follows.current && !hasGoneUp);
    setAtEnd(follows.current);
    onScrolled();
  }, [onScrolled]);

  const holdPlace = useCallback(() => {
    const box = frame.current;
    place.current = box ? box.scrollHeight - box.scrollTop : null;
  }, []);

  useLayoutEffect(() => {
    const box = frame.current;
    if (!box || place.current === null) return;
    box.scrollTop = box.scrollHeight - place.current;
    place.current = null;
  }, [first]);

  useLayoutEffect(() => {
    if (follows.current) toEnd();
  }, [last, toEnd]);

  useEffect(() => {
    const box = frame.current;
    const inside = content.current;
    if (!box || !inside) return undefined;
    // Images that load and a composer that grows must not push the newest words out of view.
    const observer = new ResizeObserver(() => {
      if (follows.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    observer.observe(inside);
    return () => observer.disconnect();
  }, []);

  return { frame, content, isAtEnd, onScroll, toEnd, holdPlace };
}
