import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Button, Field, toastFailure, useReasonOf } from '@/shared/ui';
import { crmApi, systemQuery } from './api';

/** Connects an account: by a sign-in where the installation has an app there, or by a private app's token. */
export function Connect() {
  const { t } = useTranslation('crm-settings');
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const { data: system } = useQuery(systemQuery);
  const [key, setKey] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const connect = useMutation({
    mutationFn: () => crmApi.connect(key.trim()),
    onSuccess: () => client.invalidateQueries({ queryKey: crmApi.key }),
  });
  const signIn = useMutation({
    mutationFn: crmApi.signIn,
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => toastFailure(t('connect.signInFailed', { reason: reasonOf(error) })),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setEmpty(!key.trim());
    if (key.trim()) connect.mutate();
  };
  return (
    <section className="crmsec" aria-label={t('connect.title')}>
      <h2>{t('connect.title')}</h2>
      <p className="hint">{t('connect.about')}</p>
      {mayWrite ? (
        <form className="crmconnect" noValidate onSubmit={submit}>
          {system?.is_set_up ? (
            <Button variant="primary" busy={signIn.isPending ? t('connect.busy') : null} onClick={() => signIn.mutate()}>
              {t('connect.signIn')}
            </Button>
          ) : null}
          <Field
            label={t('connect.key')}
            hint={t('connect.keyHint')}
            error={isEmpty ? t('connect.keyMissing') : connect.error ? reasonOf(connect.error) : null}
            type="password"
            autoComplete="off"
            spellCheck={false}
            dir="ltr"
            maxLength={4000}
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
          <Button type="submit" busy={connect.isPending ? t('connect.busy') : null}>
            {t('connect.do')}
          </Button>
        </form>
      ) : null}
    </section>
  );
}
