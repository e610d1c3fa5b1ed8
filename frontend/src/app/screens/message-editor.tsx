import { useState } from 'react';
import { TextField } from '@/features/ticket';
import type { MessageEditorProps } from '@/shared/ticket-list';

const nothing = () => (): void => undefined;

/** The composer's text field, for a message that opens a ticket. */
export default function MessageEditor(props: MessageEditorProps) {
  // The field is told its text once; from then on it is ahead of what is kept.
  const [first] = useState(props.html);
  return <TextField {...props} html={props.html || first} revision={0} message={0} mentionable={null} onReady={nothing} />;
}
