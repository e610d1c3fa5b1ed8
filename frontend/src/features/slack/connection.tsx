import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { Button, Confirm, CopyField, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { appQuery, slackApi, type Connection } from './api';

/** Signing in at Slack, how the connection fares, and what Slack has to be told. */
export function ConnectionPart({ rows }: { rows: readonly Connection[] }) {
  const { t } = useTranslation('slack');
  const mayWrite = useMay('connection.write');
  const app = useQuery(appQuery).data;
  const part = useRef<HTMLElement>(null);
  const [ending, setEnding] = useState<Connection | null>(null);
  const leave = useFocusAfter(part, ending !== null);
  const signIn = useSignIn();
  const connect = (id: number | null) => (
    <Button variant={id === null ? 'primary' : undefined} busy={signIn.isPending ? t('connection.connecting') : null} onClick={() => signIn.mutate(id)}>
      {id === null ? t('connection.connect') : t('connection.again')}
    </Button>
  );
  return (
    <section ref={part} className="slkpart" id="slack-connection" tabIndex={-1} aria-labelledby="slack-connection-title">
      <h2 id="slack-connection-title">{t('connection.title')}</h2>
      {rows.map((row) => (
        <Row key={row.id} row={row} again={mayWrite ? connect(row.id) : null} onEnd={mayWrite ? () => setEnding(row) : null} />
      ))}
      {rows.length === 0 ? (
        <>
          <p className="t2">{app?.is_set_up === false ? t('connection.noApp') : t('connection.none')}</p>
          {mayWrite && app?.is_set_up ? <p>{connect(null)}</p> : null}
        </>
      ) : null}
      {app && !app.has_signing_secret && app.is_set_up ? <p className="notice bad">{t('connection.noSecret')}</p> : null}
      {app ? (
        <details className="slkmore">
          <summary>{t('connection.manifest')}</summary>
          <p className="hint">{rows.length > 0 ? t('connection.manifestAgain') : t('connection.manifestHint')}</p>
          <pre className="slkcode">{app.manifest}</pre>
        </details>
      ) : null}
      {ending ? <EndDialog row={ending} onClose={() => setEnding(null)} onDone={leave} /> : null}
    </section>
  );
}

function useSignIn() {
  const { t } = useTranslation('slack');
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: slackApi.signIn,
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => toastFailure(t('connection.failed', { reason: reasonOf(error) })),
  });
}

function Row({ row, again, onEnd }: { row: Connection; again: React.ReactNode; onEnd: (() => void) | null }) {
  const { t } = useTranslation('slack');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const turn = useMutation({
    mutationFn: () => (row.state === 'paused' ? slackApi.resume(row.id) : slackApi.pause(row.id)),
    onSuccess: () => client.invalidateQueries({ queryKey: slackApi.key }),
    onError: (error) => toastFailure(t('connection.turnFailed', { reason: reasonOf(error) })),
  });
  const { health } = row;
  const state = row.state === 'paused' ? 'paused' : health.state;
  return (
    <div className="slkrow">
      <p>
        <b dir="auto">{row.account}</b> <span className="t2">{t(`health.${state}`)}</span>
      </p>
      {health.needs_somebody ? (
        <p className="notice bad" role="alert">
          {health.last_error}
        </p>
      ) : null}
      {row.hooks ? <CopyField label={t('connection.address')} value={row.hooks.url} /> : null}
      <p className="hint">{t('connection.addressHint')}</p>
      {onEnd ? (
        <p className="slkacts">
          {health.needs_somebody ? again : null}
          <Button busy={turn.isPending ? t('busy') : null} onClick={() => turn.mutate()}>
            {row.state === 'paused' ? t('connection.resume') : t('connection.pause')}
          </Button>
          <Button onClick={onEnd}>{t('connection.end')}</Button>
        </p>
      ) : null}
    </div>
  );
}

function EndDialog({ row, onClose, onDone }: { row: Connection; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('slack');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const end = useMutation({
    mutationFn: () => slackApi.disconnect(row.id),
    onSuccess: () => {
      toast(t('connection.ended', { name: row.account }));
      onDone();
      void client.invalidateQueries({ queryKey: slackApi.key });
    },
    onError: (error) => toastFailure(t('connection.endFailed', { reason: reasonOf(error) })),
    onSettled: onClose,
  });
  return (
    <Confirm
      isOpen
      onOpenChange={(isOpen) => (isOpen || end.isPending ? undefined : onClose())}
      title={t('connection.endTitle', { name: row.account })}
      consequence={t('connection.endConsequence')}
      cancel={t('cancel')}
      action={t('connection.end')}
      busy={end.isPending ? t('busy') : null}
      onConfirm={() => end.mutate()}
    />
  );
}
