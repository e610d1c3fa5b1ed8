import Placeholder from '@tiptap/extension-placeholder';
import { EditorContent, useEditor, useEditorState, type Editor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import type { LucideIcon } from 'lucide-react';
import Bold from 'lucide-react/icons/bold';
import Code from 'lucide-react/icons/code';
import Heading2 from 'lucide-react/icons/heading-2';
import Heading3 from 'lucide-react/icons/heading-3';
import ImagePlus from 'lucide-react/icons/image-plus';
import Italic from 'lucide-react/icons/italic';
import LinkIcon from 'lucide-react/icons/link';
import List from 'lucide-react/icons/list';
import ListOrdered from 'lucide-react/icons/list-ordered';
import Quote from 'lucide-react/icons/quote';
import SquareCode from 'lucide-react/icons/square-code';
import Table from 'lucide-react/icons/table';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field, FormatBar, FormatButton, Icon } from '@/shared/ui';
import { ACCEPTED_IMAGES, ImageDialog, imagesOf } from './image-dialog';
import { ImageNode } from './image-node';
import { withPlainTables } from './table-commands';
import { addTable, TABLE_NODES } from './table-nodes';
import { TableTools } from './table-tools';

export interface ArticleEditorProps {
  articleId: number;
  html: string;
  revision: number;
  label: string;
  isReadOnly: boolean;
  onChange: (html: string) => void;
}

/** The rich-text field of an article. A module of its own, fetched when an article is opened. */
export default function ArticleEditor({ articleId, html, revision, label, isReadOnly, onChange }: ArticleEditorProps) {
  const { t } = useTranslation('kb');
  const newest = useRef(onChange);
  useEffect(() => {
    newest.current = onChange;
  });
  const [asked, setAsked] = useState<Asked | null>(null);
  const askOf = (files: File[], at: number): boolean => {
    const [file, ...more] = files;
    if (isReadOnly || file === undefined) return false;
    setAsked({ file, more, at });
    return true;
  };
  const editor = useEditor({
    // The content security policy allows no injected style element; kb.css has these rules.
    injectCSS: false,
    editable: !isReadOnly,
    content: html,
    extensions: [
      StarterKit.configure({
        heading: { levels: [2, 3, 4] },
        link: { openOnClick: false, autolink: true, defaultProtocol: 'https' },
      }),
      ImageNode,
      ...TABLE_NODES,
      Placeholder.configure({ placeholder: t('editor.placeholder') }),
    ],
    editorProps: {
      handlePaste: (view, event) => askOf(imagesOf(event.clipboardData?.files), view.state.selection.from),
      handleDrop: (view, event, _slice, isMoved) =>
        !isMoved &&
        askOf(
          imagesOf(event.dataTransfer?.files),
          view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.from,
        ),
      attributes: { id: 'article-body', role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, dir: 'auto', class: 'doc' },
    },
    onUpdate: ({ editor: current }) => newest.current(current.isEmpty ? '' : withPlainTables(current.getHTML())),
  });
  const applied = useRef(revision);
  useEffect(() => {
    if (applied.current === revision) return;
    applied.current = revision;
    editor.commands.setContent(html, { emitUpdate: false });
  }, [editor, html, revision]);
  return (
    <>
      {isReadOnly ? null : <Tools editor={editor} onFiles={(files) => askOf(files, editor.state.selection.from)} />}
      <EditorContent editor={editor} className="doc-field" />
      {asked ? (
        <ImageDialog
          key={`${asked.file.name}-${asked.more.length}`}
          articleId={articleId}
          file={asked.file}
          onAdded={({ url, alt }) => {
            const at = Math.min(asked.at, editor.state.doc.content.size);
            editor.chain().focus().insertContentAt(at, { type: 'image', attrs: { src: url, alt } }).run();
            const [file, ...more] = asked.more;
            setAsked(file ? { file, more, at: editor.state.selection.to } : null);
          }}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </>
  );
}

/** An image whose description is asked for, those that wait for theirs, and where they go. */
interface Asked {
  file: File;
  more: File[];
  at: number;
}

interface Tool {
  name: 'heading2' | 'heading3' | 'bold' | 'italic' | 'bulletList' | 'orderedList' | 'blockquote' | 'code' | 'codeBlock';
  icon: LucideIcon;
  isOn: (editor: Editor) => boolean;
  run: (editor: Editor) => void;
}

const heading = (level: 2 | 3): Pick<Tool, 'isOn' | 'run'> => ({
  isOn: (editor) => editor.isActive('heading', { level }),
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
});

const TOOLS: readonly Tool[] = [
  { name: 'heading2', icon: Heading2, ...heading(2) },
  { name: 'heading3', icon: Heading3, ...heading(3) },
  { name: 'bold', icon: Bold, isOn: (e) => e.isActive('bold'), run: (e) => e.chain().focus().toggleBold().run() },
  { name: 'italic', icon: Italic, isOn: (e) => e.isActive('italic'), run: (e) => e.chain().focus().toggleItalic().run() },
  { name: 'bulletList', icon: List, isOn: (e) => e.isActive('bulletList'), run: (e) => e.chain().focus().toggleBulletList().run() },
  { name: 'orderedList', icon: ListOrdered, isOn: (e) => e.isActive('orderedList'), run: (e) => e.chain().focus().toggleOrderedList().run() },
  { name: 'blockquote', icon: Quote, isOn: (e) => e.isActive('blockquote'), run: (e) => e.chain().focus().toggleBlockquote().run() },
  { name: 'code', icon: Code, isOn: (e) => e.isActive('code'), run: (e) => e.chain().focus().toggleCode().run() },
  { name: 'codeBlock', icon: SquareCode, isOn: (e) => e.isActive('codeBlock'), run: (e) => e.chain().focus().toggleCodeBlock().run() },
];

function Tools({ editor, onFiles }: { editor: Editor; onFiles: (files: File[]) => void }) {
  const { t } = useTranslation('kb');
  const [isLinking, setLinking] = useState(false);
  const state = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      on: TOOLS.filter((tool) => tool.isOn(current)).map((tool) => tool.name),
      isLink: current.isActive('link'),
      isTable: current.isActive('table'),
    }),
  });
  return (
    <>
      <FormatBar className="etool" label={t('editor.tools')}>
        {TOOLS.map((tool) => (
          <FormatButton
            key={tool.name}
            label={t(`editor.${tool.name}`)}
            isOn={state.on.includes(tool.name)}
            onClick={() => tool.run(editor)}
          >
            <Icon icon={tool.icon} size={14} />
          </FormatButton>
        ))}
        <FormatButton label={t('editor.link')} isOn={state.isLink} aria-expanded={isLinking} onClick={() => setLinking((is) => !is)}>
          <Icon icon={LinkIcon} size={14} />
        </FormatButton>
        <ImageButton onFiles={onFiles} />
        <FormatButton
          label={t('editor.table')}
          isOn={state.isTable}
          aria-disabled={state.isTable}
          onClick={() => (state.isTable ? undefined : addTable(editor))}
        >
          <Icon icon={Table} size={14} />
        </FormatButton>
      </FormatBar>
      {state.isTable ? <TableTools editor={editor} /> : null}
      {isLinking ? <LinkForm editor={editor} onDone={() => setLinking(false)} /> : null}
    </>
  );
}

function ImageButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useTranslation('kb');
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <FormatButton label={t('editor.image')} isOn={false} onClick={() => field.current?.click()}>
        <Icon icon={ImagePlus} size={14} />
      </FormatButton>
      <input
        ref={field}
        type="file"
        hidden
        multiple
        accept={ACCEPTED_IMAGES}
        aria-label={t('editor.imageFile')}
        onChange={(event) => {
          onFiles(imagesOf(event.target.files));
          // The same file can be chosen again.
          event.target.value = '';
        }}
      />
    </>
  );
}

const SCHEME = /^(https?:|mailto:|\/|#)/i;

function LinkForm({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const { t } = useTranslation('kb');
  const { href: current } = editor.getAttributes('link') as { href?: string };
  const [address, setAddress] = useState(current ?? '');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const apply = (): void => {
    const typed = address.trim();
    const href = SCHEME.test(typed) ? typed : `https://${typed}`;
    const chain = editor.chain().focus().extendMarkRange('link');
    if (typed === '') chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive('link')) {
      chain.insertContent({ type: 'text', text: typed, marks: [{ type: 'link', attrs: { href } }] }).run();
    } else chain.setLink({ href }).run();
    onDone();
  };
  return (
    <form
      className="elink"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Field
        ref={field}
        size="sm"
        hideLabel
        label={t('editor.linkAddress')}
        placeholder="https://"
        value={address}
        dir="ltr"
        onChange={(event) => setAddress(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onDone();
          editor.commands.focus();
        }}
      />
      <Button size="sm" type="submit">
        {t('editor.linkApply')}
      </Button>
    </form>
  );
}
