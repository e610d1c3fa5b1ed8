import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Button, Confirm, FormSection, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { linearKeys, trackerApi, type Connection, type TrackerSettings } from '../api';

export interface ConnectionPartProps {
  connection: Connection;
  settings: TrackerSettings;
}

/** Whose workspace it is, how it fares, and its webhooks. */
export function ConnectionPart({ connection, settings }: ConnectionPartProps) {
  const { t, i18n } = useTranslation('linear');
  const now = useNow(60_000);
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [isEnding, setEnding] = useState(false);
  const acted = (words: string) => ({
    onSuccess: () => toast(words),
    onError: (error: unknown) => toastFailure(t('connection.failed', { reason: reasonOf(error) })),
    onSettled: () => void client.invalidateQueries({ queryKey: linearKeys.all }),
  });
  const refresh = useMutation({ mutationFn: () => trackerApi.refresh(connection.id), ...acted(t('connection.refreshed')) });
  const ask = useMutation({ mutationFn: () => trackerApi.askHooks(connection.id), ...acted(t('hooks.asked')) });
  const end = useMutation({ mutationFn: () => trackerApi.disconnect(connection.id), ...acted(t('connection.ended')) });
  const { mutate: readCatalog } = refresh;
  const isUnread = settings.catalog_at === null;
  useEffect(() => {
    // Without teams nothing can be set; an earlier fault leaves the button.
    if (isUnread) readCatalog();
  }, [isUnread, readCatalog]);
  const { health, traffic, hooks } = connection;
  const since = relativeTime(connection.connected_at, now, i18n.language);
  const hasHooks = (hooks?.secrets.length ?? 0) > 0;
  return (
    <>
      <FormSection title={t('connection.title')} hint={t('connection.hint')}>
        <div id="connection" className="lnfacts">
          <p>
            <b dir="auto">{connection.account}</b>{' '}
            <Badge tone={health.state === 'ok' || health.state === 'new' ? 'ok' : 'bad'}>{t(`health.${health.state}`)}</Badge>
          </p>
          <p className="t3 f12">
            {connection.connected_by ? t('connection.by', { name: connection.connected_by.name, since }) : t('connection.since', { since })}
          </p>
          <p className="t3 f12">{t('connection.traffic', { read: traffic.read, sent: traffic.sent, failed: traffic.failed })}</p>
          {health.last_error ? (
            <p className="hint bad" dir="auto">
              {health.last_error}
            </p>
          ) : null}
          <p className="t3 f12">
            {settings.catalog_at
              ? t('connection.catalog', { teams: settings.catalog.teams.length, labels: settings.catalog.labels.length, when: absoluteTime(settings.catalog_at, i18n.language) })
              : t('connection.noCatalog')}
          </p>
          <div className="row wrap">
            <Button size="sm" busy={refresh.isPending ? t('connection.refreshing') : null} onClick={() => refresh.mutate()}>
              {t('connection.refresh')}
            </Button>
            {mayWrite ? (
              <Button size="sm" variant="danger" onClick={() => setEnding(true)}>
                {t('connection.end')}
              </Button>
            ) : null}
          </div>
        </div>
      </FormSection>
      <FormSection title={t('hooks.title')} hint={t('hooks.hint')}>
        <div id="hooks" className="lnfacts">
          <p>{t(hasHooks ? 'hooks.on' : 'hooks.off')}</p>
          {hooks ? <p className="t3 f12">{t('hooks.came', { count: traffic.hooks, failed: traffic.hooks_failed })}</p> : null}
          <div>
            <Button size="sm" busy={ask.isPending ? t('hooks.asking') : null} onClick={() => ask.mutate()}>
              {t(hasHooks ? 'hooks.again' : 'hooks.ask')}
            </Button>
          </div>
        </div>
      </FormSection>
      {isEnding ? (
        <Confirm
          isOpen
          onOpenChange={(open) => (open || end.isPending ? undefined : setEnding(false))}
          title={t('connection.endTitle')}
          consequence={t('connection.endConsequence')}
          action={t('connection.end')}
          cancel={t('connection.keep')}
          busy={end.isPending ? t('connection.ending') : null}
          onConfirm={() => end.mutate()}
        />
      ) : null}
    </>
  );
}
