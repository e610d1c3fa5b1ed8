import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { Button, Confirm, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { webhooksApi, type Secret, type Webhook } from './api';
import { SecretDialog } from './secret-dialog';

/** The secrets that sign; two while one takes over from the other. */
export function Secrets({ webhook }: { webhook: Webhook }) {
  const { t, i18n } = useTranslation('webhooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const mayWrite = useMay('webhook.write');
  const part = useRef<HTMLElement>(null);
  const [retiring, setRetiring] = useState<Secret | null>(null);
  const [text, setText] = useState<string | null>(null);
  const leave = useFocusAfter(part, retiring !== null);
  const settled = (): void => void client.invalidateQueries({ queryKey: webhooksApi.key });
  const add = useMutation({
    mutationFn: () => webhooksApi.addSecret(webhook.id),
    onSuccess: ({ secret }) => setText(secret),
    onError: (error) => toastFailure(t('secrets.failed', { reason: reasonOf(error) })),
    onSettled: settled,
  });
  const retire = useMutation({
    mutationFn: (id: number) => webhooksApi.retire(webhook.id, id),
    onSuccess: () => {
      toast(t('secrets.retired'));
      leave();
    },
    onError: (error) => toastFailure(t('secrets.failed', { reason: reasonOf(error) })),
    onSettled: () => {
      setRetiring(null);
      settled();
    },
  });
  const { secrets } = webhook;
  return (
    <section className="whpart" id="secrets" aria-labelledby="wh-secrets" ref={part} tabIndex={-1}>
      <h2 id="wh-secrets">{t('secrets.title')}</h2>
      <ul className="whsecrets">
        {secrets.map((one) => (
          <li key={one.id}>
            <span>
              <code>whsec_…{one.hint}</code>
              <span className="why2">
                {t(one.created_by ? 'secrets.madeBy' : 'secrets.made', { time: absoluteTime(one.created_at, i18n.language), name: one.created_by?.name })}
              </span>
            </span>
            {mayWrite && secrets.length > 1 ? (
              <Button size="sm" aria-label={t('secrets.retireOf', { hint: one.hint })} onClick={() => setRetiring(one)}>
                {t('secrets.retire')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <p className="hint">{t(secrets.length > 1 ? 'secrets.two' : 'secrets.one')}</p>
      {mayWrite && secrets.length === 1 ? (
        <Button size="sm" busy={add.isPending ? t('secrets.busy') : null} onClick={() => add.mutate()}>
          {t('secrets.add')}
        </Button>
      ) : null}
      {text ? <SecretDialog secret={text} onClose={() => setText(null)} /> : null}
      {retiring ? (
        <Confirm
          isOpen
          onOpenChange={(isOpen) => (isOpen || retire.isPending ? undefined : setRetiring(null))}
          title={t('secrets.retireTitle', { hint: retiring.hint })}
          consequence={t('secrets.retireConsequence')}
          cancel={t('secrets.keep')}
          action={t('secrets.retire')}
          busy={retire.isPending ? t('secrets.busy') : null}
          onConfirm={() => retire.mutate(retiring.id)}
        />
      ) : null}
    </section>
  );
}
