import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { announce } from '@/shared/ui';

import type { ComposerKind } from '../types';
import type { Composition } from './use-composer';
import type { Obstacle } from './use-send';

/** Why nothing can be sent now, in words. */
export const WHY_NOT = {
  empty: 'composer.whyEmpty',
  uploading: 'composer.whyUploading',
  busy: 'composer.whyBusy',
  recipients: 'composer.whyRecipients',
  missing: 'macros.whyMissing',
} as const satisfies Record<Obstacle, string>;

/** What ends by itself soon. */
const PASSING: ReadonlySet<Obstacle> = new Set(['recipients', 'uploading']);

interface Wanted {
  kind: ComposerKind;
  html: string;
  goesOn: boolean;
}

/**
 * Sends at once, or as soon as its recipients are known and its files have arrived, unless more is written meanwhile.
 * What else is in the way is told.
 */
export function usePatientSend(kind: ComposerKind, { html, obstacle }: Composition, go: (goesOn: boolean) => void) {
  const { t } = useTranslation('ticket');
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const isMeant = wanted?.kind === kind && wanted.html === html && (obstacle === null || PASSING.has(obstacle));
  if (wanted !== null && !isMeant) setWanted(null);
  const due = isMeant && obstacle === null ? wanted : null;
  const newest = useRef(go);
  useEffect(() => {
    newest.current = go;
  });
  useEffect(() => {
    if (due === null) return;
    setWanted(null);
    newest.current(due.goesOn);
  }, [due]);

  function send(goesOn: boolean): void {
    if (obstacle === null) return go(goesOn);
    announce(t(WHY_NOT[obstacle]));
    if (PASSING.has(obstacle)) setWanted({ kind, html, goesOn });
  }

  return { send, isWaiting: wanted !== null && isMeant };
}
