import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { partsOf } from './address';
import { webhooksApi, type Webhook } from './api';
import { TestButton } from './test-button';

/** A webhook that stands still: why, what waits, and the two ways on. */
export function Paused({ webhook }: { webhook: Webhook }) {
  const { t, i18n } = useTranslation('webhooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const mayWrite = useMay('webhook.write');
  const now = useNow(60_000);
  const count = webhook.traffic.waiting;
  const resume = useMutation({
    mutationFn: () => webhooksApi.resume(webhook.id),
    onSuccess: ({ deliveries }) => toast(t('paused.resumed', { count: deliveries })),
    onError: (error) => toastFailure(t('paused.failed', { reason: reasonOf(error) })),
    onSettled: () => void client.invalidateQueries({ queryKey: webhooksApi.key }),
  });
  return (
    <div className="notice whnotice" role="status">
      <p>
        <b>{t('paused.title', { host: partsOf(webhook.url).host, time: webhook.paused_at ? absoluteTime(webhook.paused_at, i18n.language) : '' })}</b>{' '}
        {t('paused.why', { count: webhook.failures, why: webhook.paused_why })}{' '}
        {t('paused.waits', { count, date: webhook.kept_until ? shortDate(webhook.kept_until, now, i18n.language) : '' })}
      </p>
      {mayWrite ? (
        <span className="row">
          <TestButton webhook={webhook} />
          <Button size="sm" busy={resume.isPending ? t('paused.busy') : null} onClick={() => resume.mutate()}>
            {t('paused.resume', { count })}
          </Button>
        </span>
      ) : null}
    </div>
  );
}
