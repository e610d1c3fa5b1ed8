import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { Button, Field } from '@/shared/ui';
import { setPassword } from './account-api';
import { AuthFrame, Fault, Outcome } from './auth-frame';

/** Sets a new password with the secret of a mailed link. */
export function ResetScreen({ token }: { token: string }) {
  const { t } = useTranslation('auth');
  const [password, setTyped] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const reset = useMutation({ mutationFn: () => setPassword(token, password), onError: () => field.current?.select() });
  const isGone = !token || isProblem(reset.error, 'people.link_invalid');
  const weak = isProblem(reset.error) ? reset.error.errors.password?.join(' ') : undefined;
  return (
    <AuthFrame title={t('reset.title')}>
      {reset.isSuccess ? (
        <Outcome to="/app/sign-in" action={t('toSignIn')}>
          {t('reset.done')}
        </Outcome>
      ) : isGone ? (
        <Outcome to="/app/forgot-password" action={t('reset.again')}>
          {t('linkGone')}
        </Outcome>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setMissing(!password);
            if (!password) field.current?.focus();
            else if (!reset.isPending) reset.mutate();
          }}
        >
          <Fault error={weak ? null : reset.error} />
          <Field
            ref={field}
            label={t('reset.password')}
            type="password"
            autoComplete="new-password"
            hint={t('reset.hint')}
            value={password}
            error={isMissing ? t('passwordMissing') : weak}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button type="submit" variant="primary" size="lg" busy={reset.isPending ? t('reset.busy') : null}>
            {t('reset.submit')}
          </Button>
        </form>
      )}
    </AuthFrame>
  );
}
