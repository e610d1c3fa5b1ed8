import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import Placeholder from '@tiptap/extension-placeholder';
import { EditorState, type Selection } from '@tiptap/pm/state';
import { EditorContent, useEditor, type Editor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useTranslation } from 'react-i18next';

import type { Named } from '@/shared/api';
import { isComposing } from '@/shared/lib/composing';

import { EditorMarks } from './editor-marks';
import type { EditorHandle, EditorProps } from './editor-port';
import { TeammateMention } from './mention';
import { mentionSuggestion, type Mentionable } from './mention-list';

function handleOf(editor: Editor): EditorHandle {
  return {
    focus: (where) => {
      // The command puts the caret now and the focus in a later frame; the next key may come before that.
      editor.commands.focus(where ?? null);
      editor.view.focus();
    },
    caret: () => {
      const { doc, selection } = editor.state;
      return selection.to >= doc.content.size - 1 ? 'end' : selection.to;
    },
    insertHtml: (html) => editor.chain().focus().insertContent(html).run(),
    startMention: () => editor.chain().focus().insertContent('@').run(),
  };
}

/** What was sent must not come back by the undo of the editor, ready to be sent again. */
function forgetHistory(editor: Editor): void {
  const { doc, plugins, schema, selection } = editor.state;
  editor.view.updateState(EditorState.create({ doc, plugins, schema, selection }));
  // Whoever follows the editor's state hears of it by a transaction.
  editor.view.dispatch(editor.state.tr);
}

const htmlOf = (editor: Editor): string => (editor.isEmpty ? '' : editor.getHTML());

/** Whoever is writing while other text arrives, such as a stored draft, goes on where they were or behind it. */
function putText(editor: Editor, html: string): void {
  if (htmlOf(editor) === html) return;
  const { from, to } = editor.state.selection;
  const wasAtEnd = handleOf(editor).caret() === 'end';
  editor.commands.setContent(html, { emitUpdate: false, parseOptions: { preserveWhitespace: true } });
  const end = editor.state.doc.content.size - 1;
  editor.commands.setTextSelection(wasAtEnd ? end : { from: Math.min(from, end), to: Math.min(to, end) });
}

function filesOf(transfer: DataTransfer | null): File[] {
  return transfer ? [...transfer.files] : [];
}

/** Whom one may mention, for a list that stands outside of React and is told when others have come. */
function useTold(people: readonly Named[] | null): Mentionable {
  const newest = useRef(people);
  const [heard] = useState(() => new Set<() => void>());
  useEffect(() => {
    newest.current = people;
    for (const tell of heard) tell();
  }, [people, heard]);
  const [told] = useState<Mentionable>(() => ({
    all: () => newest.current ?? [],
    whenChanged: (tell) => {
      heard.add(tell);
      return () => void heard.delete(tell);
    },
  }));
  return told;
}

/** The formatted text field. A module of its own, so that it is fetched only when needed. */
export default function RichEditor(props: EditorProps) {
  const { t } = useTranslation('ticket');
  const newest = useRef(props);
  useEffect(() => {
    newest.current = props;
  });
  const people = useTold(props.mentionable);

  const editor = useEditor({
    // The content security policy allows no injected style element; composer.css has these rules.
    injectCSS: false,
    content: props.html,
    // Whoever types while this loads may just have made a space: HTML alone would drop it at the end.
    parseOptions: { preserveWhitespace: true },
    extensions: [
      StarterKit.configure({
        heading: false,
        horizontalRule: false,
        link: { openOnClick: false, autolink: true, defaultProtocol: 'https' },
      }),
      Placeholder.configure({ placeholder: props.placeholder }),
      ...(props.mentionable
        ? [
            TeammateMention.configure({
              suggestion: mentionSuggestion(people, t('composer.teammates')),
            }),
          ]
        : []),
    ],
    editorProps: {
      attributes: {
        id: props.id ?? 'composer',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': props.label,
        dir: 'auto',
      },
      handleKeyDown: (view, event) => takeSlash(view.state.selection, event),
      handlePaste: (_view, event) => takeFiles(filesOf(event.clipboardData)),
      handleDrop: (_view, event) => takeFiles(filesOf(event.dataTransfer)),
    },
    onUpdate: ({ editor: current }) => newest.current.onChange(htmlOf(current)),
  });

  function takeSlash({ empty, $from }: Selection, event: KeyboardEvent): boolean {
    const { onSlash } = newest.current;
    const isAlone = empty && $from.parent.isTextblock && $from.parent.content.size === 0 && !$from.parent.type.spec.code;
    if (event.key !== '/' || event.ctrlKey || event.metaKey || isComposing(event) || !onSlash || !isAlone) return false;
    event.preventDefault();
    onSlash();
    return true;
  }

  function takeFiles(files: File[]): boolean {
    if (files.length === 0) return false;
    newest.current.onFiles(files);
    return true;
  }

  const applied = useRef({ revision: props.revision, message: props.message });
  useEffect(() => {
    const { revision, message } = applied.current;
    if (revision === props.revision) return;
    applied.current = { revision: props.revision, message: props.message };
    putText(editor, props.html);
    if (message !== props.message) forgetHistory(editor);
  }, [editor, props.html, props.message, props.revision]);

  // Before anything else can happen: a key between the plain field's end and this focus would be lost.
  useLayoutEffect(() => {
    const { caret, onReady } = newest.current;
    if (caret !== null) {
      handleOf(editor).focus(caret);
    }
    return onReady(handleOf(editor));
  }, [editor]);

  return (
    <div className="rich">
      {/* First for Tab, which must lead to the text whether or not the buttons are there yet. */}
      <EditorContent editor={editor} className="cfield" />
      <EditorMarks editor={editor} />
    </div>
  );
}
