import { useEffect, type RefObject } from 'react';

import type { TicketPort } from '@/shared/ticket-screen';

import type { ComposerKind } from '../types';
import type { Field } from './use-field';
import type { Composition } from './use-composer';

/** What others on the screen do with the composer. */
export interface ComposerHandle {
  open: (kind: ComposerKind) => void;
  insert: (html: string) => void;
  askCopilot: () => void;
  /** Takes a message back into the field, to be sent as a new one. */
  rewrite: (html: string) => void;
  addToReply: TicketPort['addToReply'];
}

/** Hands the composer as it stands now to the others on the screen. */
export function useComposerHandle(
  handle: RefObject<ComposerHandle | null>,
  { field, composition, askCopilot }: { field: Field; composition: Composition; askCopilot: () => void },
): void {
  const { open, editor } = field;
  const { html, isEmpty, recipients, put } = composition;
  useEffect(() => {
    handle.current = {
      open,
      askCopilot,
      insert: (added) => (editor.current ? editor.current.insertHtml(added) : put(html + added)),
      rewrite: (body) => {
        open('public');
        put(isEmpty ? body : html + body);
      },
      addToReply: (person) => {
        open('public');
        recipients.add(person);
      },
    };
    return () => {
      handle.current = null;
    };
  });
}
