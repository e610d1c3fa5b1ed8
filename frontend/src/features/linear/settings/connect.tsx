import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { Button, Field, FormSection, toast, useReasonOf } from '@/shared/ui';
import { linearKeys, trackerApi } from '../api';

/** What Linear is good for here, what it may do, and the two ways to connect it. */
export function Connect() {
  const { t } = useTranslation('linear');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [key, setKey] = useState('');
  const connect = useMutation({
    mutationFn: () => trackerApi.connect(key.trim()),
    onSuccess: async () => {
      toast(t('connect.done'));
      await client.invalidateQueries({ queryKey: linearKeys.all });
    },
  });
  const signIn = useMutation({
    mutationFn: trackerApi.signIn,
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <form
      className="scroll fbody"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim() && !connect.isPending) connect.mutate();
      }}
    >
      <FormSection title={t('about.title')} hint={t('about.hint')}>
        <ul className="lnmay">
          {(['reads', 'creates', 'comments', 'never', 'leaves'] as const).map((one) => (
            <li key={one}>{t(`about.${one}`)}</li>
          ))}
        </ul>
      </FormSection>
      <FormSection title={t('connect.signIn')} hint={t('connect.signInHint')}>
        <div id="connection">
          <Button variant="primary" busy={signIn.isPending ? t('connect.going') : null} onClick={() => signIn.mutate()}>
            {t('connect.signInDo')}
          </Button>
          {signIn.error ? (
            <p className="hint bad" role="alert">
              {t('connect.failed', { reason: reasonOf(signIn.error) })}
            </p>
          ) : null}
        </div>
      </FormSection>
      <FormSection title={t('connect.key')} hint={t('connect.keyHint')}>
        <Field
          label={t('connect.keyLabel')}
          type="password"
          value={key}
          dir="ltr"
          autoComplete="off"
          placeholder="lin_api_…"
          error={connect.error ? t('connect.failed', { reason: reasonOf(connect.error) }) : null}
          onChange={(event) => setKey(event.target.value)}
        />
        <div>
          <Button type="submit" busy={connect.isPending ? t('connect.busy') : null} unavailable={key.trim() ? null : t('connect.keyMissing')}>
            {t('connect.keyDo')}
          </Button>
        </div>
      </FormSection>
      <FormSection title={t('without.title')}>
        <p className="hint">{t('without.hint')}</p>
      </FormSection>
      <LeaveGuard isChanged={key !== '' && !connect.isSuccess} />
    </form>
  );
}
