import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { Button, Dialog, useReasonOf } from '@/shared/ui';
import { webhooksApi } from './api';
import { SecretDialog } from './secret-dialog';
import { WebhookForm, type Draft } from './webhook-form';

export interface NewWebhookDialogProps {
  onClose: () => void;
  onMade: (id: number) => void;
}

const EMPTY: Draft = { url: '', types: ['*'], note: '' };

/** Makes a webhook; then its secret, once. */
export function NewWebhookDialog({ onClose, onMade }: NewWebhookDialogProps) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [draft, setDraft] = useState(EMPTY);
  const make = useMutation({
    mutationFn: webhooksApi.create,
    onSuccess: () => void client.invalidateQueries({ queryKey: webhooksApi.key }),
  });
  const made = make.data;
  if (made) {
    return (
      <SecretDialog
        secret={made.secret}
        onClose={() => {
          onClose();
          onMade(made.id);
        }}
      />
    );
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('new.title')}
      description={t('new.description')}
      width={560}
      isChanged={draft !== EMPTY}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form="new-webhook" busy={make.isPending ? t('new.busy') : null}>
            {t('new.do')}
          </Button>
        </>
      }
    >
      <LeaveGuard isChanged={draft !== EMPTY} />
      <WebhookForm
        id="new-webhook"
        draft={draft}
        error={make.error}
        fault={make.error ? t('new.failed', { reason: reasonOf(make.error) }) : null}
        onDraft={setDraft}
        onSave={(values) => (make.isPending ? undefined : make.mutate(values))}
      />
    </Dialog>
  );
}
