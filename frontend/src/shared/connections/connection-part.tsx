import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Button, Confirm, CopyField, FormSection, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { connectionsApi, systemQuery, type Connection } from './api';
import { useSignIn } from './sign-in';
import './connections.css';

export interface ConnectionPartProps {
  connection: Connection;
  /** What becomes of the data when it is disconnected. */
  consequence: string;
  /** What the address for webhooks is for; without it none is shown. */
  hookLabel?: string;
  hookHint?: string;
  /** Further facts, and further buttons before the usual ones. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** Whose account it is, how the connection fares, and what can be done with it. */
export function ConnectionPart({ connection, consequence, hookLabel, hookHint, children, actions }: ConnectionPartProps) {
  const { t, i18n } = useTranslation('connections');
  const now = useNow(60_000);
  const { health, hooks, traffic, connected_by: by } = connection;
  const ago = (moment: string) => relativeTime(moment, now, i18n.language);
  const since = ago(connection.connected_at);
  return (
    <FormSection title={t('title')} hint={t('hint')}>
      <div id="connection" className="confacts" tabIndex={-1}>
        <p>
          <b dir="auto">{connection.account}</b> <State connection={connection} />
        </p>
        <p className="t3 f12">
          {by ? t('by', { name: by.name, since }) : t('since', { since })}
          {health.last_success_at ? (
            <time dateTime={health.last_success_at} title={absoluteTime(health.last_success_at, i18n.language)}>
              {` · ${t('lastSuccess', { when: ago(health.last_success_at) })}`}
            </time>
          ) : null}
        </p>
        <p className="t3 f12">{t('traffic', { read: traffic.read, sent: traffic.sent, failed: traffic.failed })}</p>
        {health.last_error && health.last_error_at ? (
          <p className="notice bad" dir="auto" role={health.needs_somebody ? 'alert' : undefined}>
            <b>{t('lastError', { when: ago(health.last_error_at) })}</b> {health.last_error}
          </p>
        ) : null}
        {children}
        {hooks && hookLabel ? <CopyField label={hookLabel} value={hooks.url} /> : null}
        {hooks && hookHint ? <p className="hint">{hookHint}</p> : null}
        <Actions connection={connection} consequence={consequence} before={actions} />
      </div>
    </FormSection>
  );
}

function State({ connection: { state, health, system_label: system } }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  if (state === 'paused') return <Badge tone="warn">{t('health.paused')}</Badge>;
  return <Badge tone={health.state === 'ok' || health.state === 'new' ? 'ok' : 'bad'}>{t(`health.${health.state}`, { system })}</Badge>;
}

interface ActionsProps {
  connection: Connection;
  consequence: string;
  before: ReactNode;
}

function Actions({ connection: { id, state, system, account: name, health }, consequence, before }: ActionsProps) {
  const { t } = useTranslation('connections');
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [isAsking, setAsking] = useState(false);
  const signIn = useSignIn(system);
  const { data: known } = useQuery(systemQuery(system));
  const done = (words: string) => {
    toast(words);
    void client.invalidateQueries({ queryKey: [system] });
  };
  const onError = (error: unknown): void => void toastFailure(t('failed', { reason: reasonOf(error) }));
  const isPaused = state === 'paused';
  const turn = useMutation({
    mutationFn: () => (isPaused ? connectionsApi.resume(id) : connectionsApi.pause(id)),
    onSuccess: () => done(isPaused ? t('resumed') : t('paused')),
    onError,
  });
  const leave = useMutation({
    mutationFn: () => connectionsApi.disconnect(id),
    onSuccess: () => {
      done(t('disconnected', { name }));
      // The button that was pressed goes with the connection.
      document.getElementById('content')?.focus();
    },
    onError,
    onSettled: () => setAsking(false),
  });
  if (!mayWrite) return before ? <div className="conacts">{before}</div> : null;
  return (
    <div className="conacts">
      {health.state === 'sign_in' && known?.signs_in && known.is_set_up ? (
        <Button variant="primary" busy={signIn.isPending ? t('busy') : null} onClick={() => signIn.mutate(id)}>
          {t('signInAgain')}
        </Button>
      ) : null}
      {before}
      <Button busy={turn.isPending ? t('busy') : null} onClick={() => turn.mutate()}>
        {isPaused ? t('resume') : t('pause')}
      </Button>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        {t('disconnect')}
      </Button>
      <Confirm
        isOpen={isAsking}
        onOpenChange={(isOpen) => (isOpen || leave.isPending ? undefined : setAsking(false))}
        title={t('disconnectTitle', { name })}
        consequence={consequence}
        cancel={t('keep')}
        action={t('disconnect')}
        busy={leave.isPending ? t('busy') : null}
        onConfirm={() => leave.mutate()}
      />
    </div>
  );
}
