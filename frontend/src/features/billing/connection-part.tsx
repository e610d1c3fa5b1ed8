import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, Confirm, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { billingApi, type Connection } from './api';

/** The account, how it fares, and what can be done with it. */
export function ConnectionPart({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation('billing');
  const now = useNow(60_000);
  const { health } = connection;
  return (
    <section className="bilsec" aria-label={connection.account}>
      <h2 dir="auto">{connection.account}</h2>
      <p className="bilstate">
        <b className="med">{connection.state === 'paused' ? t('paused') : t(`health.${health.state}`)}</b>
        {health.last_success_at ? (
          <time dateTime={health.last_success_at} title={absoluteTime(health.last_success_at, i18n.language)}>
            {t('lastSuccess', { when: relativeTime(health.last_success_at, now, i18n.language) })}
          </time>
        ) : null}
      </p>
      {health.last_error && health.last_error_at ? (
        <p className="notice bad" dir="auto">
          <b>{t('lastError', { when: relativeTime(health.last_error_at, now, i18n.language) })}</b> {health.last_error}
        </p>
      ) : null}
      <Actions connection={connection} />
    </section>
  );
}

function Actions({ connection: { id, state, account: name } }: { connection: Connection }) {
  const { t } = useTranslation('billing');
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [isAsking, setAsking] = useState(false);
  const done = (text: string) => {
    toast(text);
    void client.invalidateQueries({ queryKey: billingApi.key });
  };
  const onError = (error: unknown): void => void toastFailure(t('actionFailed', { reason: reasonOf(error) }));
  const sync = useMutation({ mutationFn: () => billingApi.sync(id), onSuccess: () => done(t('syncing')), onError });
  const pause = useMutation({
    mutationFn: () => (state === 'paused' ? billingApi.resume(id) : billingApi.pause(id)),
    onSuccess: () => done(state === 'paused' ? t('resumed') : t('pausedNow')),
    onError,
  });
  const leave = useMutation({
    mutationFn: () => billingApi.disconnect(id),
    onSuccess: () => {
      done(t('disconnected', { name }));
      document.getElementById('content')?.focus();
    },
    onError,
    onSettled: () => setAsking(false),
  });
  if (!mayWrite) return null;
  return (
    <div className="bilacts">
      <Button busy={sync.isPending ? t('busy') : null} onClick={() => sync.mutate()}>
        {t('syncNow')}
      </Button>
      <Button busy={pause.isPending ? t('busy') : null} onClick={() => pause.mutate()}>
        {state === 'paused' ? t('resume') : t('pause')}
      </Button>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        {t('disconnect.do')}
      </Button>
      <Confirm
        isOpen={isAsking}
        onOpenChange={(isOpen) => (isOpen || leave.isPending ? undefined : setAsking(false))}
        title={t('disconnect.title', { name })}
        consequence={t('disconnect.consequence')}
        cancel={t('disconnect.keep')}
        action={t('disconnect.do')}
        busy={leave.isPending ? t('busy') : null}
        onConfirm={() => leave.mutate()}
      />
    </div>
  );
}
