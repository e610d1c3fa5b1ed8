import { EditorContent, useEditor, useEditorState } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import Bold from 'lucide-react/icons/bold';
import Italic from 'lucide-react/icons/italic';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, FormatBar, FormatButton } from '@/shared/ui';

export interface SignatureEditorProps {
  html: string;
  label: string;
  isReadOnly: boolean;
  onChange: (html: string) => void;
}

/** A few lines of formatted text. A module of its own, so that it is fetched only when needed. */
export default function SignatureEditor({ html, label, isReadOnly, onChange }: SignatureEditorProps) {
  const { t } = useTranslation('email');
  const newest = useRef(onChange);
  useEffect(() => {
    newest.current = onChange;
  });
  const editor = useEditor({
    // The content security policy allows no injected style element; settings.css has these rules.
    injectCSS: false,
    editable: !isReadOnly,
    content: html,
    extensions: [
      StarterKit.configure({
        heading: false,
        codeBlock: false,
        horizontalRule: false,
        link: { openOnClick: false, autolink: true, defaultProtocol: 'https' },
      }),
    ],
    editorProps: { attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, dir: 'auto' } },
    onUpdate: ({ editor: current }) => newest.current(current.isEmpty ? '' : current.getHTML()),
  });
  const state = useEditorState({
    editor,
    selector: ({ editor: current }) => ({ isBold: current.isActive('bold'), isItalic: current.isActive('italic') }),
  });
  return (
    <div className="sig">
      {isReadOnly ? null : (
        <FormatBar className="sig-tools" label={t('settings.form.signatureTools')}>
          <FormatButton label={t('settings.form.bold')} isOn={state.isBold} onClick={() => editor.chain().focus().toggleBold().run()}>
            <Icon icon={Bold} size={14} />
          </FormatButton>
          <FormatButton label={t('settings.form.italic')} isOn={state.isItalic} onClick={() => editor.chain().focus().toggleItalic().run()}>
            <Icon icon={Italic} size={14} />
          </FormatButton>
        </FormatBar>
      )}
      <EditorContent editor={editor} className="sig-field" />
    </div>
  );
}
