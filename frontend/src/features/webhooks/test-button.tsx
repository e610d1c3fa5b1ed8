import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { webhooksApi, type Webhook } from './api';

/** Sends a test and says what the receiver answered. */
export function TestButton({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const test = useMutation({
    mutationFn: () => webhooksApi.test(webhook.id),
    onSuccess: ({ state, status, error, milliseconds }) =>
      state === 'delivered' ? toast(t('test.taken', { status, milliseconds })) : toastFailure(t('test.notTaken', { error })),
    onError: (error) => toastFailure(t('test.failed', { reason: reasonOf(error) })),
    onSettled: () => void client.invalidateQueries({ queryKey: webhooksApi.key }),
  });
  return (
    <Button size="sm" busy={test.isPending ? t('test.busy') : null} onClick={() => test.mutate()}>
      {t('test.do')}
    </Button>
  );
}
