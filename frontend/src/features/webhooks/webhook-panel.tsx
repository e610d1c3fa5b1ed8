import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Button, Chip, Switch, toastFailure, useReasonOf } from '@/shared/ui';
import { partsOf } from './address';
import { webhooksApi, type Webhook } from './api';
import { EditDialog } from './edit-dialog';
import { Secrets } from './secrets';
import { TestButton } from './test-button';

export interface WebhookPanelProps {
  webhook: Webhook;
  onRemove: () => void;
}

/** What one webhook sends, with what it signs, and its switch. */
export function WebhookPanel({ webhook, onRemove }: WebhookPanelProps) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const mayWrite = useMay('webhook.write');
  const [isEditing, setEditing] = useState(false);
  const turn = useMutation({
    mutationFn: (isOn: boolean) => webhooksApi.change(webhook.id, { is_on: isOn }),
    onError: (error) => toastFailure(t('switch.failed', { reason: reasonOf(error) })),
    onSettled: () => void client.invalidateQueries({ queryKey: webhooksApi.key }),
  });
  const isOn = turn.isPending ? turn.variables : webhook.state !== 'off';
  return (
    <>
      <section className="whpart" aria-labelledby="wh-one">
        <header className="whhead">
          <h2 id="wh-one">{partsOf(webhook.url).host}</h2>
          {mayWrite ? <Switch label={t(isOn ? 'switch.on' : 'switch.off')} isOn={isOn} onChange={(to) => turn.mutate(to)} /> : null}
        </header>
        <p className="whurl" dir="ltr">
          {webhook.url}
        </p>
        {webhook.note ? <p dir="auto">{webhook.note}</p> : null}
        {webhook.state === 'off' && webhook.paused_why ? <p className="hint">{webhook.paused_why}</p> : null}
        <h3>{t('sends.title')}</h3>
        <p className="row whchips">
          {webhook.types.map((type) => (
            <Chip key={type}>
              <code>{type}</code>
            </Chip>
          ))}
        </p>
        <p className="hint">{t('sends.hint')}</p>
        {mayWrite ? (
          <p className="row">
            <Button size="sm" onClick={() => setEditing(true)}>
              {t('edit.open')}
            </Button>
            <TestButton webhook={webhook} />
            <Button size="sm" onClick={onRemove}>
              {t('remove.open')}
            </Button>
          </p>
        ) : null}
      </section>
      <Secrets webhook={webhook} />
      {isEditing ? <EditDialog webhook={webhook} onClose={() => setEditing(false)} /> : null}
    </>
  );
}
