import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field } from '@/shared/ui';
import { askForLink } from './account-api';
import { AuthFrame, Fault, Outcome } from './auth-frame';

/** Asks for a link to a new password. It never says whether there is such an account. */
export function ForgotScreen() {
  const { t } = useTranslation('auth');
  const [email, setEmail] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const ask = useMutation({ mutationFn: () => askForLink(email.trim()), onError: () => field.current?.select() });
  return (
    <AuthFrame title={t('forgot.title')}>
      {ask.isSuccess ? (
        <Outcome to="/app/sign-in" action={t('toSignIn')}>
          {t('forgot.done')}
        </Outcome>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setMissing(!email.trim());
            if (!email.trim()) field.current?.focus();
            else if (!ask.isPending) ask.mutate();
          }}
        >
          <p className="t2">{t('forgot.help')}</p>
          <Fault error={ask.error} />
          <Field
            ref={field}
            label={t('email')}
            type="email"
            autoComplete="username"
            value={email}
            error={isMissing ? t('emailMissing') : null}
            onChange={(event) => setEmail(event.target.value)}
          />
          <Button type="submit" variant="primary" size="lg" busy={ask.isPending ? t('forgot.busy') : null}>
            {t('forgot.submit')}
          </Button>
          <a className="link" href="/app/sign-in">
            {t('toSignIn')}
          </a>
        </form>
      )}
    </AuthFrame>
  );
}
