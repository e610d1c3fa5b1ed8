import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { toast } from '@/shared/ui';

import { ticketApi } from '../api';
import { letGo, moveDrafts } from '../drafts/store';
import type { ComposerKind } from '../types';

/** The field in which somebody was writing when their ticket was merged, and where they go on. */
let goingOn: { number: number; kind: ComposerKind } | null = null;

function fieldOfFocus(): ComposerKind | null {
  const box = document.activeElement?.closest('.cbox');
  if (!box) return null;
  return box.classList.contains('is-note') ? 'note' : 'public';
}

/**
 * The number of a ticket that was merged leads to what it is part of. What is being written goes along:
 * the field stays until the other screen can take its place, so that no key becomes a shortcut.
 */
export function useLedOn(number: number, into: number | null | undefined, lead: (number: number) => void): void {
  const { t } = useTranslation('ticket');
  const client = useQueryClient();
  const last = useRef(lead);
  const wasOpen = useRef(false);
  useEffect(() => {
    last.current = lead;
  });
  useEffect(() => {
    if (into === null) wasOpen.current = true;
    if (into === null || into === undefined) return undefined;
    let isGone = false;
    const go = async (): Promise<void> => {
      // The other ticket's screen says itself what goes wrong there; its draft keeps what did not come along.
      const hasWords = await moveDrafts(number, into).catch(() => false);
      await client.prefetchQuery({ queryKey: keys.ticket(into), queryFn: ({ signal }) => ticketApi.read(into, signal) });
      if (isGone) return;
      const kind = fieldOfFocus();
      goingOn = kind && { number: into, kind };
      if (wasOpen.current) toast(t(hasWords ? 'merge.ledWithWords' : 'merge.led', { number, into }));
      last.current(into);
    };
    void go();
    return () => {
      isGone = true;
      letGo(number);
    };
  }, [client, into, number, t]);
}

/** Whoever was writing goes on here, before another key can come. */
export function useGoOn(number: number, open: (kind: ComposerKind) => void): void {
  const opened = useRef(open);
  useLayoutEffect(() => {
    opened.current = open;
  });
  useLayoutEffect(() => {
    if (goingOn?.number !== number) return;
    const { kind } = goingOn;
    goingOn = null;
    document.getElementById('composer')?.focus({ preventScroll: true });
    opened.current(kind);
  }, [number]);
}
