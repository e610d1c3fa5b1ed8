import type { ComponentType } from 'react';

/** A formatted text field, as the new ticket needs it. */
export interface MessageEditorProps {
  id: string;
  html: string;
  label: string;
  placeholder: string;
  onChange: (html: string) => void;
  onFiles: (files: File[]) => void;
}

let editor: ComponentType<MessageEditorProps> | null = null;

/** The app puts the composer's field here; this room may not reach up to it. */
export function provideEditor(component: ComponentType<MessageEditorProps>): void {
  editor = component;
}

export const providedEditor = (): ComponentType<MessageEditorProps> | null => editor;
