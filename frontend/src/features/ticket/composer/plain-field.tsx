import { useEffect, useLayoutEffect, useRef, type ClipboardEvent, type KeyboardEvent, type RefObject } from 'react';

import { documentPosition, htmlToText, textToHtml } from '../model/plain-text';
import type { Caret, EditorHandle, EditorProps } from './editor-port';

const MAX_ROWS = 12;

interface PlainFieldProps extends Omit<EditorProps, 'caret'> {
  field: RefObject<HTMLTextAreaElement | null>;
  /** Set while the text has formatting that writing here would lose. */
  isReadOnly: boolean;
  onFocus: () => void;
}

/** Somebody who writes on at the end stays at the end, also when keys arrive during the exchange. */
export function caretOf(field: HTMLTextAreaElement | null): Caret {
  const text = field?.value ?? '';
  const offset = field?.selectionStart ?? 0;
  return offset >= text.length ? 'end' : documentPosition(text, offset);
}

/**
 * The field before the rich editor has been loaded, and in its place where it cannot be.
 *
 * It writes the same HTML: a line is a paragraph.
 */
export function PlainField(props: PlainFieldProps) {
  const { html, label, placeholder, field, isReadOnly, onChange, onFiles, onFocus, onReady } = props;
  const text = htmlToText(html);
  const newest = useRef({ html, onChange });
  useEffect(() => {
    newest.current = { html, onChange };
  });

  // In the same pass as the rich editor's, so that the one that leaves goes before the one that comes.
  useLayoutEffect(() => {
    const handle: EditorHandle = {
      focus: () => field.current?.focus(),
      caret: () => caretOf(field.current),
      insertHtml: (added) => newest.current.onChange(newest.current.html + added),
      startMention: () => field.current?.focus(),
    };
    return onReady(handle);
  }, [field, onReady]);

  function takeFiles(event: ClipboardEvent): void {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  }

  function takeSlash(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const isAlone =
      selectionStart === selectionEnd &&
      ['', '\n'].includes(value.charAt(selectionStart - 1)) &&
      ['', '\n'].includes(value.charAt(selectionStart));
    if (event.key !== '/' || event.ctrlKey || event.metaKey || !props.onSlash || !isAlone) return;
    event.preventDefault();
    props.onSlash();
  }

  return (
    <div className="cfield">
      <textarea
        id={props.id ?? 'composer'}
        ref={field}
        aria-label={label}
        placeholder={placeholder}
        dir="auto"
        value={text}
        readOnly={isReadOnly}
        rows={Math.min(MAX_ROWS, text.split('\n').length + 1)}
        onChange={(event) => onChange(textToHtml(event.target.value))}
        onFocus={onFocus}
        onKeyDown={takeSlash}
        onPaste={takeFiles}
      />
    </div>
  );
}
