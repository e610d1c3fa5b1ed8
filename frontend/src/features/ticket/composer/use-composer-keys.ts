import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { comboOf } from '@/shared/lib/shortcut-keys';
import { useShortcuts } from '@/shared/lib/shortcuts';

import { useTicketScreen } from '../ticket-context';
import type { Composition } from './use-composer';
import type { Field } from './use-field';

interface ComposerActions {
  field: Field;
  composition: Composition;
  /** A suggestion can be taken with Tab. */
  canTake: boolean;
  send: (goesOn: boolean) => void;
  take: () => void;
  leave: () => void;
  askCopilot: () => void;
}

/** The keys that the composer takes before the editor, and those it takes after it; the ticket's own besides. */
export function useComposerKeys(actions: ComposerActions) {
  const { isEmpty, sending, takeBack } = actions.composition;
  const wasChoosing = useRef(false);
  useComposerShortcuts(actions);

  function onKeyDown(event: KeyboardEvent): void {
    const isInText = event.target instanceof Element && event.target.closest('#composer') !== null;
    if (event.key === 'Tab' && !event.shiftKey && isInText && actions.canTake) {
      event.preventDefault();
      actions.take();
    } else if (event.key === 'Escape' && !wasChoosing.current) {
      // The editor prevents the default of Escape itself, so that says nothing about who handled it.
      actions.leave();
      event.stopPropagation();
    }
  }

  function onKeyDownCapture(event: KeyboardEvent): void {
    // While teammates are offered, Escape is theirs; they are gone when it gets here.
    wasChoosing.current = document.getElementById('composer')?.hasAttribute('aria-controls') ?? false;
    const combo = comboOf(event.nativeEvent);
    const isUnderWay = sending.step === 'waiting' || sending.step === 'sending';
    // The editor would make a line break of the first, and of the second an undo of its own.
    if (combo === 'mod+enter' || combo === 'mod+shift+enter') actions.send(event.shiftKey);
    else if (combo === 'mod+z' && isEmpty && isUnderWay) takeBack();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return { onKeyDown, onKeyDownCapture };
}

/** The keys of the ticket that begin or send a message, wherever the focus is. */
function useComposerShortcuts({ field, composition, send, askCopilot }: ComposerActions): void {
  const { t } = useTranslation('ticket');
  const { number, permissions } = useTicketScreen().ticket;
  const { recipients, recipientKeys } = composition;

  function switchRecipients(): void | false {
    return field.kind === 'note' ? false : recipients.toggle();
  }

  useShortcuts(t('title', { number }), [
    { keys: 'r', label: t('keys.reply'), run: () => (permissions.reply ? field.open('public') : false) },
    { keys: 'n', label: t('keys.note'), run: () => (permissions.note ? field.open('note') : false) },
    { keys: 'mod+enter', label: t('keys.send'), whileTyping: true, run: () => send(false) },
    { keys: 'mod+shift+enter', label: t('keys.sendNext'), whileTyping: true, run: () => send(true) },
    ...(recipientKeys
      ? [{ keys: recipientKeys, label: t('keys.replyAll'), whileTyping: true, run: switchRecipients }]
      : []),
    { keys: 'mod+j', label: t('keys.copilot'), whileTyping: true, run: () => (permissions.reply ? askCopilot() : false) },
  ]);
}
