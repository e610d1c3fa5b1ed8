import type { Named } from '@/shared/api';

/** What the composer needs of an editor; the rich one is loaded when the field takes focus. */
export interface EditorHandle {
  focus: (where?: Caret) => void;
  /** Where the caret stands. */
  caret: () => Caret;
  insertHtml: (html: string) => void;
  /** Types the sign that opens the list of teammates. */
  startMention: () => void;
}

/** A document position, or behind all text. */
export type Caret = number | 'end';

export interface EditorProps {
  /** `composer` where none is named: what the keys of the ticket look for. */
  id?: string;
  /** The text, as HTML. Applied when `revision` changes; in between the editor is ahead of it. */
  html: string;
  revision: number;
  /** Grows when another message begins: the editor's own undo does not reach back over it. */
  message: number;
  /** Where the caret stood in the plain field, as a document position; null leaves focus alone. */
  caret: Caret | null;
  label: string;
  placeholder: string;
  /** Teammates offered after "@"; null where mentions have no effect, as in replies. */
  mentionable: readonly Named[] | null;
  onChange: (html: string) => void;
  onFiles: (files: File[]) => void;
  /** Called for a stroke at the beginning of an empty line, which is then not written. */
  onSlash?: () => void;
  /** Says where the text can be reached; what it returns takes that back, and nothing that came after it. */
  onReady: (handle: EditorHandle) => () => void;
}
