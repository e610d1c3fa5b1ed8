import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isComposing } from '@/shared/lib/composing';
import { useScene } from './context';
import { FileChips } from './file-chips';
import { Icon } from './icons';
import { isLocal } from './outbox';
import { useDraft } from './use-draft';
import { useFiles } from './use-files';

const MAX_TEXT = 20_000;

/** Text, files and send; what is half written survives a reload, and nothing waits for the network. */
export function Composer({ conversation, placeholder }: { conversation: string; placeholder: string }): JSX.Element {
  const { desk, words } = useScene();
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const draft = useDraft(conversation);
  const files = useFiles();
  const { text } = draft;
  const maySend = (text.trim() !== '' || files.stored.length > 0) && !files.isUploading;

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 140)}px`;
  }, [text]);
  useEffect(() => {
    // Whoever has just begun by writing writes on here.
    if (isLocal(conversation) && desk.way.mayFocus) area.current?.focus({ preventScroll: true });
    // Only at the beginning: later the conversation gets its id under somebody's hands.
  }, []); // eslint-disable-line react-hooks/exhaustive-deps -- once, when the view appears

  const send = () => {
    if (!maySend) return;
    desk.write(conversation, text.trim(), files.stored);
    draft.clear();
    files.clear();
    area.current?.focus();
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
        void files.add(event.dataTransfer?.files ?? []);
      }}
    >
      <FileChips files={files} />
      <div class="wg-box">
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          maxLength={MAX_TEXT}
          placeholder={placeholder}
          aria-label={placeholder}
          value={text}
          onInput={(event) => draft.type(event.currentTarget.value)}
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
            void files.add(pasted);
          }}
        />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            void files.add([...(event.currentTarget.files ?? [])]);
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
