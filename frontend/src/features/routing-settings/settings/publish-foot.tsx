import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { Discard, MergeSaid } from '@/shared/form';
import { useShortcuts } from '@/shared/lib/shortcuts';
import type { MergeNotes } from '@/shared/lib/three-way';
import { announce, Button, Confirm, toast, useReason } from '@/shared/ui';
import { routingKeys } from './api';

export interface PublishFootProps {
  isChanged: boolean;
  /** What stands in the way, in words. */
  lack?: string | null;
  /** What it will do, in words. */
  note?: string;
  /** Why one might not want to publish it yet, in words: then it asks. */
  doubt?: string | null;
  label: string;
  publish: () => Promise<{ version: number }>;
  onPublished: () => void;
  onDiscard: () => void;
  /** Published by somebody else since the draft began. */
  newer?: number | null;
  /** What the draft became on top of the version in force. */
  merged?: { notes: MergeNotes; version: number } | null;
  /** Go on with the draft as a change of what is in force now. */
  onKeep: () => void;
}

/** A word that is still typed is taken when one leaves its field, and belongs to what is published. */
function afterTaking(run: () => void): void {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement) {
    field.blur();
    field.focus();
  }
  setTimeout(run);
}

/** Publishes a draft, or says why not. */
export function PublishFoot({ isChanged, lack = null, note, doubt = null, label, publish, onPublished, onDiscard, newer = null, merged = null, onKeep }: PublishFootProps) {
  const { t } = useTranslation('routing-settings');
  const queries = useQueryClient();
  const store = useMutation({
    mutationFn: publish,
    onSuccess: async ({ version }) => {
      await queries.invalidateQueries({ queryKey: ['routing'] });
      onPublished();
      toast(t('published', { version }));
    },
    onError: (error) => {
      if (isProblem(error) && error.status === 412) void queries.invalidateQueries({ queryKey: routingKeys.rules });
    },
  });
  const [isAsking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const unavailable = !isChanged ? t('nothingChanged') : newer === null ? lack : t('newer.first');
  const send = (): void => {
    if (store.isPending) return;
    if (unavailable) announce(unavailable);
    else if (doubt !== null) setAsking(true);
    else store.mutate();
  };
  const settle = (decide: () => void) => () => {
    store.reset();
    decide();
    // What was decided with goes away.
    requestAnimationFrame(() => button.current?.focus());
  };
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  });
  useShortcuts(t('title'), [{ keys: 'mod+s', label, run: () => afterTaking(() => latest.current()), whileTyping: true }]);
  const reason = useReason(store.error);
  return (
    <footer className="foot rt-foot">
      <div role="alert" className="rt-fault">
        {newer !== null ? (
          <div className="row">
            <span className="hint bad">{t('newer.said', { version: newer })}</span>
            <Button size="sm" variant="ghost" onClick={settle(onDiscard)}>
              {t('newer.load', { version: newer })}
            </Button>
            <Button size="sm" variant="ghost" onClick={settle(onKeep)}>
              {t('newer.keep', { version: newer })}
            </Button>
          </div>
        ) : null}
        {store.error && newer === null ? (
          <p className="hint bad" dir="auto">
            <b>{t('notPublished')}</b> {reason}
          </p>
        ) : null}
      </div>
      {merged && isChanged && newer === null ? <MergeSaid {...merged} /> : null}
      <span className="t3 f12" role="status">
        {isChanged ? (note ?? t('unpublished')) : t('nothingChanged')}
      </span>
      <span className="sp" />
      {isChanged ? (
        <Discard label={t('discard')} onDiscard={settle(onDiscard)} next={button} />
      ) : null}
      <Button
        ref={button}
        variant="primary"
        keys="mod+s"
        busy={store.isPending ? t('publishing') : null}
        unavailable={unavailable}
        onClick={send}
      >
        {label}
      </Button>
      <Confirm
        isOpen={isAsking && doubt !== null}
        onOpenChange={setAsking}
        title={t('untried.title')}
        consequence={doubt ?? ''}
        cancel={t('untried.stay')}
        action={label}
        onConfirm={() => {
          setAsking(false);
          store.mutate();
        }}
      />
    </footer>
  );
}
