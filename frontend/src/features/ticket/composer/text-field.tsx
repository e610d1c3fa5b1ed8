import '../styles/composer.css';
import { useEffect, useRef, useState, type ComponentType } from 'react';

import { htmlToText, isRich } from '../model/plain-text';
import type { Caret, EditorProps } from './editor-port';
import { caretOf, PlainField } from './plain-field';

type Editor = ComponentType<EditorProps>;

/** The editor once it has been fetched; the next ticket has it at once. */
let fetched: Editor | null = null;

/**
 * A plain field until it takes focus, then the rich editor with the same text and caret.
 *
 * The plain field stays, with focus and all keys, until the editor is there. A draft with
 * formatting fetches it at once, since a plain field would lose that. If it cannot be fetched
 * (offline, a new version deployed), writing goes on in the plain field.
 */
export function TextField(props: Omit<EditorProps, 'caret'>) {
  const [editor, setEditor] = useState<{ Editor: Editor; caret: Caret | null } | null>(null);
  const [isWanted, setWanted] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const isFormatted = isRich(props.html);
  const isNeeded = isWanted || isFormatted;

  useEffect(() => {
    if (!isNeeded || editor || hasFailed) return undefined;
    let isGone = false;
    const show = (Editor: Editor) => {
      fetched = Editor;
      if (isGone) return;
      const hasFocus = field.current !== null && document.activeElement === field.current;
      setEditor({
        Editor,
        caret: hasFocus ? caretOf(field.current) : null,
      });
    };
    if (fetched) show(fetched);
    else import('./rich-editor').then((module) => show(module.default), () => !isGone && setFailed(true));
    return () => {
      isGone = true;
    };
  }, [isNeeded, editor, hasFailed]);

  if (editor) return <editor.Editor {...props} caret={editor.caret} />;
  return (
    <PlainField
      {...props}
      field={field}
      isReadOnly={isFormatted && !hasFailed && htmlToText(props.html) !== ''}
      onFocus={() => setWanted(true)}
    />
  );
}
