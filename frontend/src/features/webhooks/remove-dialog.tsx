import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Confirm, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { partsOf } from './address';
import { webhooksApi, type Webhook } from './api';

export interface RemoveDialogProps {
  webhook: Webhook;
  onClose: () => void;
  /** It is gone, and so is its row. */
  onDone: () => void;
}

/** Asks before a webhook goes, and says what goes with it. */
export function RemoveDialog({ webhook, onClose, onDone }: RemoveDialogProps) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const { host } = partsOf(webhook.url);
  const remove = useMutation({
    mutationFn: () => webhooksApi.remove(webhook.id),
    onSuccess: () => {
      toast(t('remove.done', { host }));
      onDone();
      void client.invalidateQueries({ queryKey: webhooksApi.key });
    },
    onError: (error) => toastFailure(t('remove.failed', { reason: reasonOf(error) })),
    onSettled: onClose,
  });
  return (
    <Confirm
      isOpen
      onOpenChange={(isOpen) => (isOpen || remove.isPending ? undefined : onClose())}
      title={t('remove.title', { host })}
      consequence={t('remove.consequence')}
      cancel={t('remove.keep')}
      action={t('remove.do')}
      busy={remove.isPending ? t('remove.busy') : null}
      onConfirm={() => remove.mutate()}
    />
  );
}
