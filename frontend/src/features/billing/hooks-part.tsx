import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '@/shared/connections';
import { useMay } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { Button, CopyField, Field, FormSection, toast, useReasonOf } from '@/shared/ui';
import { billingApi } from './api';

interface HooksProps {
  connection: Connection;
  types: readonly string[];
}

/** What has to be set at Stripe for its webhooks, and the secret that it shows then. */
export function HooksPart({ connection, types }: HooksProps) {
  const { t } = useTranslation('billing');
  const mayWrite = useMay('connection.write');
  const { hooks, traffic } = connection;
  if (!hooks) return null;
  const hasSecret = hooks.secrets.length > 0;
  return (
    <FormSection id="billing-hooks" title={t('hooks.title')} hint={t('hooks.hint')}>
      <p>{hasSecret ? t('hooks.on', { count: traffic.hooks, failed: traffic.hooks_failed }) : t('hooks.off')}</p>
      {mayWrite ? (
        <>
          <CopyField label={t('hooks.url')} value={hooks.url} />
          <details>
            <summary>{t('hooks.types', { count: types.length })}</summary>
            <ul className="biltypes">
              {types.map((one) => (
                <li key={one}>
                  <code>{one}</code>
                </li>
              ))}
            </ul>
          </details>
          <Secret id={connection.id} hasSecret={hasSecret} />
        </>
      ) : null}
    </FormSection>
  );
}

function Secret({ id, hasSecret }: { id: number; hasSecret: boolean }) {
  const { t } = useTranslation('billing');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [secret, setSecret] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const save = useMutation({
    mutationFn: () => billingApi.setSecret(id, secret.trim()),
    onSuccess: () => {
      setSecret('');
      toast(t('hooks.saved'));
      void client.invalidateQueries({ queryKey: billingApi.key });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setEmpty(!secret.trim());
    if (secret.trim() && !save.isPending) save.mutate();
  };
  return (
    <form className="bilform" noValidate onSubmit={submit}>
      <Field
        label={t('hooks.secret')}
        hint={t(hasSecret ? 'hooks.secretAgain' : 'hooks.secretHint')}
        error={isEmpty ? t('hooks.secretMissing') : save.error ? reasonOf(save.error) : null}
        type="password"
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        maxLength={400}
        placeholder="whsec_…"
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
      />
      <Button type="submit" busy={save.isPending ? t('busy') : null}>
        {t('hooks.save')}
      </Button>
      <LeaveGuard isChanged={secret !== ''} />
    </form>
  );
}
