import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, toastFailure, useReasonOf } from '@/shared/ui';
import { emailApi, mailKeys, type Outcome } from './api';

type Action = { kind: 'recover' | 'recoverAndAllow' | 'discard'; ids: readonly number[] } | { kind: 'retry'; ids: readonly [number] };

/** The most that one request takes; a longer selection goes in several. */
const AT_ONCE = 100;

function run(action: Action): Promise<Outcome> {
  if (action.kind === 'retry') return emailApi.retry(action.ids[0]);
  return inParts(action.ids, (ids) =>
    action.kind === 'discard' ? emailApi.discard(ids) : emailApi.recover(ids, action.kind === 'recoverAndAllow'),
  );
}

async function inParts(ids: readonly number[], send: (ids: readonly number[]) => Promise<Outcome>): Promise<Outcome> {
  const outcome: Outcome = { changed: [], failed: [] };
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const part = await send(ids.slice(at, at + AT_ONCE));
    outcome.changed.push(...part.changed);
    outcome.failed.push(...part.failed);
  }
  return outcome;
}

/** Recover, delete or retry mails; what did not work is said beside each mail. */
export function useMailActions(onDone?: (outcome: Outcome, kind: Action['kind']) => void) {
  const { t } = useTranslation('email');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [faults, setFaults] = useState<ReadonlyMap<number, string>>(new Map());
  const action = useMutation({
    mutationFn: run,
    onMutate: () => setFaults(new Map()),
    onSuccess: (outcome, { kind }) => {
      const { changed, failed } = outcome;
      setFaults(new Map(failed.map(({ id, detail }) => [id, detail])));
      const [first] = failed;
      if (first) toastFailure(t('settings.action.someFailed', { count: failed.length, reason: first.detail }));
      else toast(t(`settings.action.done.${kind}`, { count: changed.length }));
      onDone?.(outcome, kind);
    },
    onError: (error, { kind, ids }) => toastFailure(t(`settings.action.fault.${kind}`, { count: ids.length, reason: reasonOf(error) })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: mailKeys.mail });
      void client.invalidateQueries({ queryKey: mailKeys.mailboxes });
    },
  });
  return { faults, isBusy: action.isPending, kind: action.isPending ? action.variables.kind : null, act: action.mutate };
}
