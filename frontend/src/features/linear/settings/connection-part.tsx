import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionPart as Part, type Connection } from '@/shared/connections';
import { absoluteTime } from '@/shared/lib/dates';
import { Button, FormSection, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { labelOf, trackerApi, wordsOf, type TrackerSettings } from '../api';

export interface ConnectionPartProps {
  connection: Connection;
  settings: TrackerSettings;
}

/** Whose workspace it is, how it fares, and its webhooks. */
export function ConnectionPart({ connection, settings }: ConnectionPartProps) {
  const { t, i18n } = useTranslation('linear');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const { traffic, hooks, system } = connection;
  const words = wordsOf(system);
  const tracker = labelOf(system);
  const onSettled = () => client.invalidateQueries({ queryKey: [system] });
  const onError = (error: unknown): void => void toastFailure(t('connection.failed', { reason: reasonOf(error) }));
  const refresh = useMutation({ mutationFn: () => trackerApi.refresh(connection.id), onError, onSettled });
  const ask = useMutation({ mutationFn: () => trackerApi.askHooks(connection.id), onSuccess: () => toast(t('hooks.asked', { tracker })), onError, onSettled });
  const { mutate: read } = refresh;
  const isUnread = settings.catalog_at === null;
  useEffect(() => {
    // What can be chosen is wanted at once by whoever has just connected it.
    if (isUnread) read();
  }, [isUnread, read]);
  const hasHooks = (hooks?.secrets.length ?? 0) > 0;
  return (
    <>
      <Part
        connection={connection}
        consequence={t('connection.endConsequence')}
        actions={
          <Button
            busy={refresh.isPending ? t('connection.refreshing') : null}
            onClick={() => refresh.mutate(undefined, { onSuccess: () => void toast(t('connection.refreshed', words)) })}
          >
            {t('connection.refresh', words)}
          </Button>
        }
      >
        <p className="t3 f12">
          {settings.catalog_at
            ? t('connection.catalog', { teams: settings.catalog.teams.length, labels: settings.catalog.labels.length, when: absoluteTime(settings.catalog_at, i18n.language), ...words })
            : t('connection.noCatalog', words)}
        </p>
      </Part>
      <FormSection id="hooks" title={t('hooks.title')} hint={t('hooks.hint', { tracker, ...words })}>
        <div className="lnfacts">
          <p>{t(hasHooks ? 'hooks.on' : 'hooks.off')}</p>
          {hooks ? <p className="t3 f12">{t('hooks.came', { count: traffic.hooks, failed: traffic.hooks_failed })}</p> : null}
          <div>
            <Button busy={ask.isPending ? t('hooks.asking', { tracker }) : null} onClick={() => ask.mutate()}>
              {t(hasHooks ? 'hooks.again' : 'hooks.ask')}
            </Button>
          </div>
        </div>
      </FormSection>
    </>
  );
}
