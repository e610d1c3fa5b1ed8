import Paperclip from 'lucide-react/icons/paperclip';
import X from 'lucide-react/icons/x';
import { Suspense, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem } from '../../api';
import { Button, Icon, IconButton, announce } from '../../ui';
import { providedEditor } from '../editor-slot';
import type { HeldFile } from './values';

interface MessageFieldProps {
  id: string;
  label: string;
  html: string;
  files: HeldFile[];
  error: string | null;
  onChange: (html: string) => void;
  /** Told each file as the server has it. */
  onFile: (file: HeldFile) => void;
  onRemove: (file: HeldFile) => void;
}

/** The words and their files: written, dropped, pasted or chosen. */
export function MessageField({ id, label, html, files, error, onChange, onFile, onRemove }: MessageFieldProps) {
  const { t } = useTranslation('ticket-list');
  const [busy, setBusy] = useState(0);
  const [fault, setFault] = useState('');
  const picker = useRef<HTMLInputElement>(null);

  async function add(added: readonly File[]): Promise<void> {
    setFault('');
    for (const file of added) {
      setBusy((count) => count + 1);
      try {
        onFile(await api.post('/attachments', { body: { file } }));
        announce(t('create.files.added', { name: file.name }));
      } catch (problem) {
        const why = isProblem(problem) && problem.detail ? problem.detail : t('create.files.failed');
        setFault(`${file.name}: ${why}`);
      } finally {
        setBusy((count) => count - 1);
      }
    }
  }

  function onDrop(event: DragEvent): void {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    void add([...event.dataTransfer.files]);
  }

  return (
    // Dropping files here has a twin: the button and pasting.
     
    <div className={error ? 'nt-text is-bad' : 'nt-text'} onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <span className="lab">{label}</span>
      <Editor id={id} label={label} html={html} onChange={onChange} onFiles={(added) => void add(added)} />
      {error && <p className="hint bad">{error}</p>}
      <ul className="nt-files" aria-label={t('create.files.label')} hidden={files.length === 0}>
        {files.map((file) => (
          <li key={file.id}>
            <bdi className="ell">{file.name}</bdi>
            <IconButton size="sm" label={t('create.files.remove', { name: file.name })} onClick={() => onRemove(file)}>
              <Icon icon={X} size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      <div role="alert">{fault && <p className="hint bad">{fault}</p>}</div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          void add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Button size="sm" variant="ghost" icon={<Icon icon={Paperclip} size={14} />} busy={busy > 0 ? t('create.files.busy') : null} onClick={() => picker.current?.click()}>
        {t('create.files.add')}
      </Button>
    </div>
  );
}

type EditorProps = Pick<MessageFieldProps, 'id' | 'label' | 'html' | 'onChange'> & { onFiles: (files: File[]) => void };

function Editor({ id, label, html, onChange, onFiles }: EditorProps) {
  const Provided = providedEditor();
  const plain = (
    <span className="field tall">
      <textarea id={id} rows={6} dir="auto" aria-label={label} value={html} onChange={(event) => onChange(event.target.value)} />
    </span>
  );
  if (!Provided) return plain;
  return (
    <Suspense fallback={plain}>
      <div className="cbox">
        <Provided id={id} label={label} placeholder="" html={html} onChange={onChange} onFiles={onFiles} />
      </div>
    </Suspense>
  );
}
