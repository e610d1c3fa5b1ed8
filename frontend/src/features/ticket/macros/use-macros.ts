import { useRef, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { ApiProblem, keys } from '@/shared/api';
import { announce, toast, toastFailure } from '@/shared/ui';

import { ticketApi } from '../api';
import type { Field } from '../composer/use-field';
import { SEND_STATUSES, type SendStatus } from '../composer/send-button';
import type { OpenMessage } from '../composer/use-open-message';
import { useTicketScreen } from '../ticket-context';
import { stage, without, type ActionName, type TicketMacro } from './staged';
import { putStaged } from './store';

const isSendStatus = (status: string | null): status is SendStatus =>
  (SEND_STATUSES as readonly (string | null)[]).includes(status);

/** Applies a macro without a text at once, with its undo. */
function useApply(number: number, focus: () => void): (macro: TicketMacro) => Promise<void> {
  const { t } = useTranslation('ticket');
  const client = useQueryClient();
  return async (macro) => {
    focus();
    try {
      const { failed, undo } = await ticketApi.applyMacro(macro.id, number);
      const refused = failed[0];
      if (refused) return toastFailure(refused.detail);
      await client.invalidateQueries({ queryKey: keys.ticket(number) });
      const back = async (): Promise<void> => {
        if (undo) await ticketApi.undo(undo);
        await client.invalidateQueries({ queryKey: keys.ticket(number) });
      };
      toast(t('macros.applied', { name: macro.name }), undo ? { undo: back } : {});
    } catch (error) {
      toastFailure(error instanceof ApiProblem && error.detail ? error.detail : t('macros.notApplied'));
    }
  };
}

export type Macros = ReturnType<typeof useMacros>;

/** Macros for the message that is being written: the list, choosing one, and what it changes. */
export function useMacros(field: Field, message: OpenMessage, onStatus: (status: SendStatus) => void) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const { number, permissions } = ticket;
  const { kind, macro: staged } = message;
  const apply = useApply(number, () => field.editor.current?.focus());
  const [isOpen, setOpen] = useState(false);
  // Where to write on once the list has closed; null leaves that to the list.
  const goOn = useRef<(() => void) | null>(null);
  const query = useQuery({
    queryKey: ['ticket', number, 'macros'],
    queryFn: ({ signal }) => ticketApi.macros(number, signal),
    enabled: isOpen,
    staleTime: 30_000,
  });

  function leave(then: () => void): void {
    goOn.current = then;
    setOpen(false);
  }
  const close = (): void => leave(() => field.editor.current?.focus());
  const insert = (html: string): void => {
    if (!field.editor.current) return message.put(message.html + html);
    field.editor.current.insertHtml(html);
    // The plain field, which stands there until the editor has been fetched, does not take it by itself.
    field.editor.current.focus();
  };

  function choose(macro: TicketMacro): void {
    if (!macro.body_html) return leave(() => void apply(macro));
    const next = stage(staged, macro, kind === 'note' || !permissions.update);
    const { status } = next.actions;
    // The button says which status a reply sets; there is one place for that.
    if (isSendStatus(status)) onStatus(status);
    putStaged(number, kind, isSendStatus(status) ? { ...next, actions: without(next.actions, 'status') } : next);
    announce(t('macros.inserted', { name: macro.name }));
    leave(() => insert(macro.body_html));
  }

  return {
    query,
    isOpen,
    open: () => setOpen(true),
    close,
    choose,
    writeStroke: () => leave(() => insert('/')),
    drop: (name: ActionName) => staged && putStaged(number, kind, { ...staged, actions: without(staged.actions, name) }),
    onCloseAutoFocus: (event: Event) => {
      if (!goOn.current) return;
      event.preventDefault();
      goOn.current();
      goOn.current = null;
    },
  };
}
