import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ConnectionPart as Part, type Connection } from '@/shared/connections';
import { useMay } from '@/shared/directory';
import { Button, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { crmApi, nameOf, type Crm } from './api';

/** The account, how it fares, and what can be done with it. */
export function ConnectionPart({ system, connection }: { system: Crm; connection: Connection }) {
  const { t } = useTranslation('crm-settings');
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const sync = useMutation({
    mutationFn: () => crmApi.sync(connection.id),
    onSuccess: () => {
      toast(t('syncing', nameOf(system)));
      void client.invalidateQueries({ queryKey: [system] });
    },
    onError: (error) => toastFailure(t('actionFailed', { reason: reasonOf(error) })),
  });
  const now = mayWrite ? (
    <Button busy={sync.isPending ? t('busy') : null} onClick={() => sync.mutate()}>
      {t('syncNow')}
    </Button>
  ) : null;
  return <Part connection={connection} consequence={t('disconnectConsequence')} hookLabel={t('hookUrl', nameOf(system))} actions={now} />;
}
