import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { announce, toast } from '@/shared/ui';

import { isBlank } from '../model/plain-text';
import { putStaged } from '../macros/store';
import type { Outgoing } from '../model/send-machine';
import { outbox } from '../outbox/store';
import { useTicketScreen } from '../ticket-context';
import type { ComposerKind } from '../types';
import { uploads } from '../uploads/uploads';
import type { Caret } from './editor-port';
import type { OpenMessage } from './use-open-message';

/**
 * The ways of a message back into the field it was sent from: as long as it waits, or to be changed
 * after it did not arrive. `caretOf` knows where its writer stood; `onBack` lets them write on there.
 */
export function useTakeBack(
  open: OpenMessage,
  caretOf: (message: Outgoing) => Caret,
  onBack: (kind: ComposerKind, caret: Caret) => void,
): { takeBack: () => void; edit: () => void } {
  const { t } = useTranslation('ticket');
  const { number } = useTicketScreen().ticket;
  const { kind, begun, startOver } = open;
  const { keeper } = open.draft;
  const { putBack } = open.recipients;

  const giveBack = useCallback(
    (message: Outgoing | null) => {
      if (!message) return;
      begun.restart();
      uploads.putBack(number, kind, message.attachments);
      if (message.macro) putStaged(number, kind, message.macro);
      if (message.recipients) putBack(message.recipients.choice);
      // What has been begun since stays in front of what comes back.
      const words = keeper.state().body;
      keeper.type(isBlank(words) ? message.bodyHtml : words + message.bodyHtml);
      startOver();
      onBack(kind, isBlank(words) ? caretOf(message) : 'end');
    },
    [begun, caretOf, keeper, kind, number, onBack, putBack, startOver],
  );
  const takeBack = useCallback(() => {
    const taken = outbox.undo(number, kind);
    giveBack(taken);
    if (taken) announce(t('composer.takenBack'));
    // Only the server knows whether what has left this page arrives: the words are not offered again.
    else if (outbox.state(number, kind).step !== 'waiting') toast(t('composer.tooLate'));
  }, [giveBack, kind, number, t]);
  const edit = useCallback(() => giveBack(outbox.edit(number, kind)), [giveBack, kind, number]);
  return { takeBack, edit };
}
