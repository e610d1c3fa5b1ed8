import { useCallback, useRef } from 'react';

import type { Status } from '@/shared/api';

import type { Outgoing } from '../model/send-machine';
import type { ComposerKind } from '../types';
import type { Caret } from './editor-port';
import { useOpenMessage, type OpenMessage } from './use-open-message';
import { obstacleOf, useSend, type Obstacle } from './use-send';
import { useTakeBack } from './use-take-back';

export interface Composition extends OpenMessage {
  /** Why nothing can be sent now; null when it can. */
  obstacle: Obstacle | null;
  send: (status: Status | null, goesOn: boolean) => boolean;
  takeBack: () => void;
  edit: () => void;
}

export interface ComposerPorts {
  seenId: () => number | null;
  /** Where the caret stands now. */
  caret: () => Caret;
  /** A message came back into the field of `kind`; its writer goes on at `caret`. */
  onBack: (kind: ComposerKind, caret: Caret) => void;
}

/** Everything about the message being written: text, files, and its way to the server. */
export function useComposer(kind: ComposerKind, { seenId, caret, onBack }: ComposerPorts): Composition {
  const open = useOpenMessage(kind);
  // Where the writer of each message stood when it left.
  const carets = useRef(new Map<string, Caret>());
  const caretOf = useCallback(({ clientId }: Outgoing) => carets.current.get(clientId) ?? 'end', []);
  const { takeBack, edit } = useTakeBack(open, caretOf, onBack);
  const onLeave = ({ clientId }: Outgoing): void => void carets.current.set(clientId, caret());
  const send = useSend(open, { seenId, onLeave, takeBack });
  return { ...open, obstacle: obstacleOf(open), send, takeBack, edit };
}
