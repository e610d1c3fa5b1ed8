import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { Button, Dialog, toast, useReasonOf } from '@/shared/ui';
import { webhooksApi, type Webhook } from './api';
import { WebhookForm, type Draft } from './webhook-form';

/** Changes the address, the types or the note. */
export function EditDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  // The list is read anew every few seconds: what is being changed stays.
  const [before] = useState<Draft>({ url: webhook.url, types: [...webhook.types], note: webhook.note });
  const [draft, setDraft] = useState(before);
  const save = useMutation({
    mutationFn: (values: Draft) => webhooksApi.change(webhook.id, values),
    onSuccess: () => {
      toast(t('edit.done'));
      void client.invalidateQueries({ queryKey: webhooksApi.key });
      onClose();
    },
  });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('edit.title')}
      width={560}
      isChanged={draft !== before}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form="edit-webhook" busy={save.isPending ? t('edit.busy') : null}>
            {t('edit.do')}
          </Button>
        </>
      }
    >
      <LeaveGuard isChanged={draft !== before && !save.isSuccess} />
      <WebhookForm
        id="edit-webhook"
        draft={draft}
        error={save.error}
        fault={save.error ? t('edit.failed', { reason: reasonOf(save.error) }) : null}
        onDraft={setDraft}
        onSave={(values) => (save.isPending ? undefined : save.mutate(values))}
      />
    </Dialog>
  );
}
