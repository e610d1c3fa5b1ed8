import { useId, useState } from 'react';
import { useEditorState, type Editor } from '@tiptap/react';
import type { LucideIcon } from 'lucide-react';
import Bold from 'lucide-react/icons/bold';
import Code from 'lucide-react/icons/code';
import Italic from 'lucide-react/icons/italic';
import LinkIcon from 'lucide-react/icons/link';
import List from 'lucide-react/icons/list';
import ListOrdered from 'lucide-react/icons/list-ordered';
import Quote from 'lucide-react/icons/quote';
import { useTranslation } from 'react-i18next';
import { isComposing } from '@/shared/lib/composing';

type Mark = 'bold' | 'italic' | 'bulletList' | 'orderedList' | 'code' | 'blockquote';

const MARKS: { mark: Mark; icon: LucideIcon; toggle: (editor: Editor) => void }[] = [
  { mark: 'bold', icon: Bold, toggle: (editor) => editor.chain().focus().toggleBold().run() },
  { mark: 'italic', icon: Italic, toggle: (editor) => editor.chain().focus().toggleItalic().run() },
  { mark: 'bulletList', icon: List, toggle: (editor) => editor.chain().focus().toggleBulletList().run() },
  { mark: 'orderedList', icon: ListOrdered, toggle: (editor) => editor.chain().focus().toggleOrderedList().run() },
  { mark: 'code', icon: Code, toggle: (editor) => editor.chain().focus().toggleCode().run() },
  { mark: 'blockquote', icon: Quote, toggle: (editor) => editor.chain().focus().toggleBlockquote().run() },
];

/** The row of formatting buttons above the text. */
export function EditorMarks({ editor }: { editor: Editor }) {
  const { t } = useTranslation('ticket');
  const [isLinking, setLinking] = useState(false);
  const active = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      ...Object.fromEntries(MARKS.map(({ mark }) => [mark, current.isActive(mark)])),
      link: current.isActive('link'),
    }) as Record<Mark | 'link', boolean>,
  });

  return (
    <>
      <div className="marks" role="toolbar" aria-label={t('composer.format.label')}>
        {MARKS.map(({ mark, icon: Icon, toggle }) => (
          <button
            key={mark}
            type="button"
            className={active[mark] ? 'ib sm on' : 'ib sm'}
            aria-label={t(`composer.format.${mark}`)}
            title={t(`composer.format.${mark}`)}
            aria-pressed={active[mark]}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => toggle(editor)}
          >
            <Icon className="i s14" aria-hidden="true" />
          </button>
        ))}
        <button
          type="button"
          className={active.link ? 'ib sm on' : 'ib sm'}
          aria-label={t('composer.format.link')}
          title={t('composer.format.link')}
          aria-pressed={active.link}
          aria-expanded={isLinking}
          onClick={() => setLinking((is) => !is)}
        >
          <LinkIcon className="i s14" aria-hidden="true" />
        </button>
      </div>
      {isLinking && <LinkField editor={editor} onDone={() => setLinking(false)} />}
    </>
  );
}

function withScheme(address: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
}

function LinkField({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const { t } = useTranslation('ticket');
  const id = useId();
  const [address, setAddress] = useState(String(editor.getAttributes('link').href ?? ''));

  function apply() {
    const href = address.trim();
    const chain = editor.chain().focus().extendMarkRange('link');
    if (href === '') chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive('link')) {
      chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href: withScheme(href) } }] }).run();
    } else chain.setLink({ href: withScheme(href) }).run();
    onDone();
  }

  return (
    <div className="linkbox">
      <label className="vh" htmlFor={id}>
        {t('composer.link.address')}
      </label>
      <span className="field sm sp">
        <input
          id={id}
          // The person has just asked for this field.
          ref={(node) => node?.focus()}
          value={address}
          dir="ltr"
          inputMode="url"
          placeholder="https://"
          onChange={(event) => setAddress(event.target.value)}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent)) return;
            if (event.key === 'Enter') {
              event.preventDefault();
              event.stopPropagation();
              apply();
            } else if (event.key === 'Escape') {
              event.stopPropagation();
              onDone();
              editor.commands.focus();
            }
          }}
        />
      </span>
      <button type="button" className="btn sm" onClick={apply}>
        {address.trim() === '' ? t('composer.link.remove') : t('composer.link.set')}
      </button>
    </div>
  );
}
