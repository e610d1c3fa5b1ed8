import { useCallback, useEffect, useState } from 'react';

import { useTicketSlots, type ReplyPeople } from '@/shared/slots';

import { useDraft } from '../drafts/store';
import { isBlank } from '../model/plain-text';
import type { StagedMacro } from '../macros/staged';
import { useStagedMacro } from '../macros/store';
import type { SendState } from '../model/send-machine';
import { useSendState } from '../outbox/store';
import { onTakenElsewhere } from '../outbox/tabs';
import { useTicketScreen } from '../ticket-context';
import type { ComposerKind } from '../types';
import { uploads, type PendingFile } from '../uploads/uploads';
import { useUploads } from '../uploads/use-uploads';
import { useRequesterAlone } from './requester-alone';
import { useBegun, type Begun } from './use-begun';

type Draft = ReturnType<typeof useDraft>;

/** The message that is being written in one field, and what becomes of the one before it. */
export interface OpenMessage {
  kind: ComposerKind;
  html: string;
  /** Grows whenever the text was set by something other than typing. */
  revision: number;
  /** Grows whenever another message begins, or one comes back. */
  message: number;
  isEmpty: boolean;
  draft: Draft;
  files: readonly PendingFile[];
  sending: SendState;
  /** Who gets the public reply. */
  recipients: ReplyPeople;
  /** The key that switches between everybody and the requester alone, if somebody filled the slot. */
  recipientKeys: string | null;
  begun: Begun;
  /** The macro behind the text. */
  macro: StagedMacro | null;
  type: (html: string) => void;
  /** Puts text in place of what is there. */
  put: (html: string) => void;
  /** What the draft holds now is another message than before. */
  startOver: () => void;
  addFiles: (files: readonly File[]) => void;
}

export function useOpenMessage(kind: ComposerKind): OpenMessage {
  const { ticket } = useTicketScreen();
  const { number } = ticket;
  const draft = useDraft(number, kind);
  const sending = useSendState(number, kind);
  const files = useUploads(number, kind);
  const { reply } = useTicketSlots();
  const recipients = (reply?.useReply ?? useRequesterAlone)(ticket);
  const begun = useBegun(ticket, draft.state.body, draft.state.phase);
  return {
    kind,
    html: draft.state.body,
    isEmpty: isBlank(draft.state.body),
    draft,
    files,
    sending,
    recipients,
    recipientKeys: reply?.keys ?? null,
    begun,
    macro: useStagedMacro(number, kind),
    ...useWords(draft, number, kind),
    addFiles: useCallback((added: readonly File[]) => uploads.add(number, kind, added), [kind, number]),
  };
}

/** The draft's words on their way into the field, and from it. */
function useWords({ state, keeper }: Draft, number: number, kind: ComposerKind) {
  const [revision, setRevision] = useState(0);
  const [message, setMessage] = useState(0);
  const startOver = useCallback(() => {
    setRevision((count) => count + 1);
    setMessage((count) => count + 1);
  }, []);

  // The stored draft arrives after the field is there; the field has to be told.
  const isLoaded = state.phase !== 'loading';
  useEffect(() => {
    if (isLoaded) startOver();
  }, [isLoaded, keeper, startOver]);
  // So do the words of another ticket, which came before these.
  useEffect(() => {
    if (state.moves) setRevision((count) => count + 1);
  }, [state.moves]);
  // Another tab sends these words: they leave this one.
  useEffect(() => onTakenElsewhere(number, kind, startOver), [number, kind, startOver]);

  const put = useCallback(
    (text: string) => {
      keeper.type(text);
      setRevision((count) => count + 1);
    },
    [keeper],
  );
  return { revision, message, startOver, put, type: useCallback((text: string) => keeper.type(text), [keeper]) };
}
