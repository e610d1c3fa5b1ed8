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
    // A new conversation got its id while the next message was being written: the draft goes along.
    if (named.current === name) return;
    desk.host.storage.remove(named.current);
    if (text) desk.host.storage.set(name, text);
    named.current = name;
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
