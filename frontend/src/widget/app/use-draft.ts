import { useEffect, useRef, useState } from 'preact/hooks';
import { useScene } from './context';

const QUIET_AFTER = 2_500;

export interface Draft {
  text: string;
  /** The person typed: the other side is told, and the words survive a reload. */
  type: (text: string) => void;
  /** The words went out as a message. */
  clear: () => void;
}

/** What is half written in a conversation. */
export function useDraft(conversation: string): Draft {
  const { desk } = useScene();
  const { storage } = desk.host;
  const name = `draft:${conversation.startsWith('new:') ? 'new' : conversation}`;
  const [text, setText] = useState(() => storage.get(name) ?? '');
  const quiet = useRef(0);
  useEffect(() => () => clearTimeout(quiet.current), []);
  const named = useRef(name);
  useEffect(() => {
    // A new conversation got its id, or went on in another one, while the next message was being written: the draft goes along.
    if (named.current === name) return;
    desk.host.storage.remove(named.current);
    named.current = name;
    // Where two conversations became one, both may have words that are not sent.
    const both = [desk.host.storage.get(name), text].filter(Boolean).join('\n\n');
    if (both) desk.host.storage.set(name, both);
    if (both !== text) setText(both);
  }, [desk, name, text]);
  return {
    text,
    type(value) {
      setText(value);
      if (value) storage.set(name, value);
      else storage.remove(name);
      desk.typing(conversation, value !== '');
      clearTimeout(quiet.current);
      quiet.current = window.setTimeout(() => desk.typing(conversation, false), QUIET_AFTER);
    },
    clear() {
      clearTimeout(quiet.current);
      desk.typing(conversation, false);
      setText('');
      storage.remove(name);
    },
  };
}
