import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isComposing } from '@/shared/lib/composing';
import { useScene } from './context';
import { Icon } from './icons';
import { newId } from './ids';
import type { Upload } from './state';
import type { FileRef } from './types';
import { isLocal } from './outbox';

export const MAX_FILE_MB = 25;
const MAX_TEXT = 20_000;
const QUIET_AFTER = 2_500;

/** Text, files and send; what is half written survives a reload, and nothing waits for the network. */
export function Composer({ conversation, placeholder }: { conversation: string; placeholder: string }): JSX.Element {
  const { desk, words } = useScene();
  const draftName = `draft:${conversation.startsWith('new:') ? 'new' : conversation}`;
  const [text, setText] = useState(() => desk.host.storage.get(draftName) ?? '');
  const [files, setFiles] = useState<FileRef[]>([]);
  const [uploads, setUploads] = useState<Upload[]>([]);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const quiet = useRef(0);
  const isUploading = uploads.some((upload) => !upload.problem);
  const maySend = (text.trim() !== '' || files.length > 0) && !isUploading;

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 140)}px`;
  }, [text]);
  useEffect(() => () => clearTimeout(quiet.current), []);
  const named = useRef(draftName);
  useEffect(() => {
    // A new conversation got its id while the next message was being written: the draft goes along.
    if (named.current === draftName) return;
    desk.host.storage.remove(named.current);
    if (text) desk.host.storage.set(draftName, text);
    named.current = draftName;
  }, [desk, draftName, text]);

  useEffect(() => {
    // Whoever has just begun by writing writes on here.
    if (isLocal(conversation) && desk.way.mayFocus) area.current?.focus({ preventScroll: true });
    // Only at the beginning: later the conversation gets its id under somebody's hands.
  }, []); // eslint-disable-line react-hooks/exhaustive-deps -- once, when the view appears

  const change = (value: string) => {
    setText(value);
    if (value) desk.host.storage.set(draftName, value);
    else desk.host.storage.remove(draftName);
    desk.typing(conversation, value !== '');
    clearTimeout(quiet.current);
    quiet.current = window.setTimeout(() => desk.typing(conversation, false), QUIET_AFTER);
  };

  const send = () => {
    if (!maySend) return;
    desk.write(conversation, text.trim(), files);
    clearTimeout(quiet.current);
    desk.typing(conversation, false);
    setText('');
    setFiles([]);
    desk.host.storage.remove(draftName);
    area.current?.focus();
  };

  const add = async (chosen: Iterable<File>) => {
    for (const file of chosen) {
      const upload: Upload = { id: newId(), name: file.name, size: file.size, problem: '' };
      if (file.size > MAX_FILE_MB * 1024 * 1024) {
        setUploads((all) => [...all, { ...upload, problem: words.t('tooLarge', { name: file.name, size: MAX_FILE_MB }) }]);
        continue;
      }
      setUploads((all) => [...all, upload]);
      const stored = await desk.upload(file);
      if (typeof stored === 'string') {
        setUploads((all) => all.map((each) => (each.id === upload.id ? { ...each, problem: stored } : each)));
      } else {
        setUploads((all) => all.filter((each) => each.id !== upload.id));
        setFiles((all) => [...all, stored]);
      }
    }
  };

  return (
    <form
      class="wg-write"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void add(event.dataTransfer?.files ?? []);
      }}
    >
      {(files.length > 0 || uploads.length > 0) && (
        <ul class="wg-chips">
          {files.map((file) => (
            <li key={file.id}>
              <bdi class="ell">{file.name}</bdi>
              <button type="button" class="ib sm" aria-label={words.t('removeFile', { name: file.name })} onClick={() => setFiles((all) => all.filter((each) => each.id !== file.id))}>
                <Icon name="x" size={12} />
              </button>
            </li>
          ))}
          {uploads.map((upload) => (
            <li key={upload.id} class={upload.problem ? 'bad' : ''} role={upload.problem ? 'alert' : 'status'}>
              <span class="ell">{upload.problem || words.t('uploading', { name: upload.name })}</span>
              {upload.problem ? (
                <button type="button" class="ib sm" aria-label={words.t('removeFile', { name: upload.name })} onClick={() => setUploads((all) => all.filter((each) => each.id !== upload.id))}>
                  <Icon name="x" size={12} />
                </button>
              ) : (
                <span class="spin" aria-hidden="true" />
              )}
            </li>
          ))}
        </ul>
      )}
      <div class="wg-box">
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          maxLength={MAX_TEXT}
          placeholder={placeholder}
          aria-label={placeholder}
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            // Enter also picks a word in input methods of Chinese, Japanese and Korean.
            if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
            event.preventDefault();
            send();
          }}
          onPaste={(event) => {
            const pasted = [...(event.clipboardData?.files ?? [])];
            if (!pasted.length) return;
            event.preventDefault();
            void add(pasted);
          }}
        />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            void add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        <button type="button" class="ib" aria-label={words.t('attach')} onClick={() => picker.current?.click()}>
          <Icon name="clip" />
        </button>
        <button type="submit" class="ib wg-send" aria-label={words.t('send')} aria-disabled={!maySend}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
