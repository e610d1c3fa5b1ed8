import { useRef, type KeyboardEvent } from 'react';

import { comboOf } from '@/shared/lib/shortcut-keys';

interface ComposerActions {
  /** A suggestion can be taken with Tab. */
  canTake: boolean;
  isEmpty: boolean;
  /** A message of this field is on its way, or has just been. */
  isUnderWay: boolean;
  send: (goesOn: boolean) => void;
  takeBack: () => void;
  take: () => void;
  leave: () => void;
}

/** The keys that the composer takes before the editor, and those it takes after it. */
export function useComposerKeys(actions: ComposerActions) {
  const wasChoosing = useRef(false);

  function onKeyDown(event: KeyboardEvent): void {
    const isInText = event.target instanceof Element && event.target.closest('#composer') !== null;
    if (event.key === 'Tab' && !event.shiftKey && isInText && actions.canTake) {
      event.preventDefault();
      actions.take();
    } else if (event.key === 'Escape' && !wasChoosing.current) {
      // The editor prevents the default of Escape itself, so that says nothing about who handled it.
      actions.leave();
      event.stopPropagation();
    }
  }

  function onKeyDownCapture(event: KeyboardEvent): void {
    // While teammates are offered, Escape is theirs; they are gone when it gets here.
    wasChoosing.current = document.getElementById('composer')?.hasAttribute('aria-controls') ?? false;
    const combo = comboOf(event.nativeEvent);
    // The editor would make a line break of the first, and of the second an undo of its own.
    if (combo === 'mod+enter' || combo === 'mod+shift+enter') actions.send(event.shiftKey);
    else if (combo === 'mod+z' && actions.isEmpty && actions.isUnderWay) actions.takeBack();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return { onKeyDown, onKeyDownCapture };
}
