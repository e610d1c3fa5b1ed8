import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

import { useTicketScreen } from '../ticket-context';
import type { ComposerKind } from '../types';
import type { Caret, EditorHandle } from './editor-port';

export interface Field {
  /** The field that is open: the reply's or the note's. */
  kind: ComposerKind;
  editor: RefObject<EditorHandle | null>;
  /** Where the caret stands now. */
  caret: () => Caret;
  /** Opens the field of `kind` with the caret behind its text, if this person may write there. */
  open: (kind: ComposerKind) => void;
  /** Writing goes on in the field of `kind`, at `caret`. */
  goOn: (kind: ComposerKind, caret: Caret) => void;
  /** Puts the caret behind the text of the open field. */
  toEnd: () => void;
  /** For the editor: says where the text can be reached. */
  onReady: (ready: EditorHandle) => () => void;
  /** The field that is to get the focus, and the place of its caret. */
  wanted: { kind: ComposerKind; caret: Caret } | null;
  /** The focus is where it was wanted. */
  settle: () => void;
}

/** Which of the two fields is open, and where its caret is to go. */
export function useField(onSheet: (isOpen: boolean) => void): Field {
  const { permissions } = useTicketScreen().ticket;
  const [kind, setKind] = useState<ComposerKind>(permissions.reply ? 'public' : 'note');
  const [wanted, setWanted] = useState<Field['wanted']>(null);
  const editor = useRef<EditorHandle | null>(null);

  const goOn = useCallback(
    (next: ComposerKind, caret: Caret) => {
      setKind(next);
      setWanted({ kind: next, caret });
      onSheet(true);
    },
    [onSheet],
  );
  const open = useCallback(
    (next: ComposerKind) => {
      if (next === 'public' ? permissions.reply : permissions.note) goOn(next, 'end');
    },
    [goOn, permissions.note, permissions.reply],
  );
  const onReady = useCallback((ready: EditorHandle) => {
    editor.current = ready;
    return () => {
      // The field that leaves must not take the handle of the one that came in its place.
      if (editor.current === ready) editor.current = null;
    };
  }, []);

  return {
    kind,
    editor,
    caret: useCallback(() => editor.current?.caret() ?? 'end', []),
    open,
    goOn,
    toEnd: () => setWanted({ kind, caret: 'end' }),
    onReady,
    wanted,
    settle: useCallback(() => setWanted(null), []),
  };
}

/** Gives the focus to the field that is to have it, as soon as it is the open one. */
export function useFieldFocus({ kind, editor, wanted, settle }: Field): void {
  useEffect(() => {
    if (wanted?.kind !== kind) return;
    const put = () => editor.current?.focus(wanted.caret);
    put();
    settle();
    // The button that was pressed may be gone only now, and take focus with it.
    requestAnimationFrame(() => document.activeElement === document.body && put());
  }, [editor, kind, settle, wanted]);
}
