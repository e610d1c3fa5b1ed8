import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { Button, Field, useReasonOf } from '@/shared/ui';
import { billingApi } from './api';

/** Connects an account by a restricted key, which may only read. */
export function Connect() {
  const { t } = useTranslation('billing');
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [key, setKey] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const connect = useMutation({
    mutationFn: () => billingApi.connect(key.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: billingApi.key });
      // The field and its button are gone now.
      document.getElementById('content')?.focus();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setEmpty(!key.trim());
    if (key.trim() && !connect.isPending) connect.mutate();
  };
  return (
    <section className="bilsec" aria-label={t('connect.title')}>
      <h2>{t('connect.title')}</h2>
      <p className="hint">{t('connect.about')}</p>
      {mayWrite ? (
        <form className="bilform" noValidate onSubmit={submit}>
          <Field
            label={t('connect.key')}
            hint={t('connect.keyHint')}
            error={isEmpty ? t('connect.keyMissing') : connect.error ? reasonOf(connect.error) : null}
            type="password"
            autoComplete="off"
            spellCheck={false}
            dir="ltr"
            maxLength={4000}
            placeholder="rk_…"
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
          <Button type="submit" variant="primary" busy={connect.isPending ? t('connect.busy') : null}>
            {t('connect.do')}
          </Button>
          <LeaveGuard isChanged={key !== '' && !connect.isSuccess} />
        </form>
      ) : null}
    </section>
  );
}
