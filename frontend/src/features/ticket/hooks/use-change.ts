import { useCallback, useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { ApiProblem, isProblem, keys } from '@/shared/api';
import { patchTicketInLists } from '@/shared/api/ticket-cache';
import { pushUndo } from '@/shared/lib/undo-stack';
import { announce, toast, toastFailure } from '@/shared/ui';

import { ticketApi } from '../api';
import { mergeDetail } from '../model/entries';
import { fieldValue, judgeConflict, type Changes, type FieldConflict, type FieldName } from '../model/field-conflict';
import type { TicketDetail } from '../types';

const MARKED_MS = 4_000;
const ATTEMPTS = 3;

export interface ChangeRequest {
  changes: Changes;
  /** The ticket's fields as they will look, shown before the server has answered. */
  preview: Partial<TicketDetail>;
  /** Said in a toast with Undo; without it the change can be undone in silence. */
  done?: string;
  /** What stays if the server refuses, such as "Still open". */
  still: string;
  /** Called once the server has taken the change. */
  onDone?: () => void;
}

export interface OpenConflict extends FieldConflict {
  request: ChangeRequest;
}

export interface TicketChange {
  change: (request: ChangeRequest) => void;
  refused: FieldName | null;
  conflict: OpenConflict | null;
  keepTheirs: () => void;
  setMine: () => void;
}

function isOutdated(error: unknown): boolean {
  return isProblem(error) && (error.status === 412 || error.code.endsWith('version_conflict'));
}

/** The fields of `preview`, with the values they have in `ticket`. */
function pick(ticket: TicketDetail, preview: Partial<TicketDetail>): Partial<TicketDetail> {
  return Object.fromEntries(
    (Object.keys(preview) as (keyof TicketDetail)[]).map((name) => [name, ticket[name]]),
  );
}

/**
 * Changes to one ticket: shown at once, sent one after the other against the version on screen.
 *
 * A refused change takes its value back. A change made against an older value is either sent again,
 * when somebody changed another field, or offered as a choice between both values.
 */
export function useChange(number: number): TicketChange {
  const { t } = useTranslation('ticket');
  const client = useQueryClient();
  const [refused, setRefused] = useState<FieldName | null>(null);
  const [conflict, setConflict] = useState<OpenConflict | null>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const key = keys.ticket(number);

  useEffect(() => {
    if (refused === null) return undefined;
    const id = window.setTimeout(() => setRefused(null), MARKED_MS);
    return () => window.clearTimeout(id);
  }, [refused]);

  const patch = useCallback(
    (fields: Partial<TicketDetail>) =>
      client.setQueryData<TicketDetail>(key, (known) => (known ? { ...known, ...fields } : known)),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key is made of the number
    [client, number],
  );

  async function send(request: ChangeRequest, seen: TicketDetail): Promise<void> {
    let changes = request.changes;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const known = client.getQueryData<TicketDetail>(key);
      try {
        const fresh = await ticketApi.change(number, changes, known?.version ?? seen.version);
        client.setQueryData<TicketDetail>(key, (now) => (now ? joined(now, fresh) : now));
        patchTicketInLists(client, fresh);
        void client.invalidateQueries({ queryKey: keys.ticketPart(number, 'sla') });
        offerUndo(request, seen);
        request.onDone?.();
        return;
      } catch (error) {
        if (!isOutdated(error) || attempt === ATTEMPTS) {
          refuse(request, seen, error);
          return;
        }
      }
      const current = await ticketApi.read(number);
      const { again, conflicts } = judgeConflict(seen, current, changes);
      const first = conflicts[0];
      client.setQueryData(key, {
        ...mergeDetail(client.getQueryData<TicketDetail>(key), current),
        ...(first ? {} : request.preview),
      });
      if (first) {
        setConflict({ ...first, request });
        announce(t('conflict.announced'), 'assertive');
      }
      if (Object.keys(again).length === 0) return;
      changes = again;
    }
  }

  function refuse(request: ChangeRequest, seen: TicketDetail, error: unknown): void {
    patch(pick(seen, request.preview));
    setRefused((Object.keys(request.changes)[0] as FieldName | undefined) ?? null);
    toastFailure(t('change.refused', { still: request.still, why: reasonOf(error) }));
  }

  function reasonOf(error: unknown): string {
    if (error instanceof ApiProblem && !error.isOffline) {
      const field = Object.values(error.errors)[0]?.[0];
      return error.detail || field || error.title;
    }
    return t('change.offline');
  }

  function offerUndo(request: ChangeRequest, seen: TicketDetail): void {
    const back: Changes = Object.fromEntries(
      (Object.keys(request.changes) as FieldName[]).map((field) => [field, fieldValue(seen, field)]),
    );
    const undo = () => {
      change({ changes: back, preview: pick(seen, request.preview), still: t('change.notUndone') });
    };
    if (request.done) toast(request.done, { undo });
    else pushUndo({ label: request.still, undo });
  }

  function change(request: ChangeRequest): void {
    const seen = client.getQueryData<TicketDetail>(key);
    if (!seen) return;
    setConflict(null);
    void client.cancelQueries({ queryKey: key });
    patch(request.preview);
    queue.current = queue.current.then(() => send(request, seen)).catch((error: unknown) => {
      refuse(request, seen, error);
    });
  }

  return {
    change,
    refused,
    conflict,
    keepTheirs: () => setConflict(null),
    setMine: () => {
      if (conflict) change(conflict.request);
    },
  };
}

function joined(known: TicketDetail, fresh: Partial<TicketDetail>): TicketDetail {
  const timeline = fresh.timeline
    ? mergeDetail(known, fresh as TicketDetail).timeline
    : known.timeline;
  return { ...known, ...fresh, timeline };
}
