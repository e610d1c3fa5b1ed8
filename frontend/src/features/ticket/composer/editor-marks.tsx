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
import { FormatBar, FormatButton, Icon } from '@/shared/ui';

type Mark = 'bold' | 'italic' | 'bulletList' | 'orderedList' | 'code' | 'blockquote';

const MARKS: { mark: Mark; icon: LucideIcon; toggle: (editor: Editor) => void }[] = [
  { mark: 'bold', icon: Bold, toggle: (editor) => editor.chain().focus().toggleBold().run() },
  { mark: 'italic', icon: Italic, toggle: (editor) => editor.chain().focus().toggleItalic().run() },
  { mark: 'bulletList', icon: List, toggle: (editor) => editor.chain().focus().toggleBulletList().run() },
  { mark: 'orderedList', icon: ListOrdered, toggle: (editor) => editor.chain().focus().toggleOrderedList().run() },
  { mark: 'code', icon: Code, toggle: (editor) => editor.chain().focus().toggleCode().run() },
  { mark: 'blockquote', icon: Quote, toggle: (editor) => editor.chain().focus().toggleBlockquote().run() },
];

/** The row of formatting buttons, drawn above the text: one stop for Tab, arrow keys within. */
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
      <FormatBar className="marks" label={t('composer.format.label')}>
        {MARKS.map(({ mark, icon, toggle }) => (
          <FormatButton
            key={mark}
            label={t(`composer.format.${mark}`)}
            isOn={active[mark]}
            onClick={() => toggle(editor)}
          >
            <Icon icon={icon} size={14} />
          </FormatButton>
        ))}
        <FormatButton
          label={t('composer.format.link')}
          isOn={active.link}
          aria-expanded={isLinking}
          onClick={() => setLinking((is) => !is)}
        >
          <Icon icon={LinkIcon} size={14} />
        </FormatButton>
      </FormatBar>
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
