import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field } from '@/shared/ui';
import { prepareSignIn, signIn, type Factor } from './api';
import { AuthFrame } from './auth-frame';
import { PasskeySignIn } from './passkey-sign-in';
import { Problem } from './problem';
import { SecondStep } from './second-step';
import { SignOn, type SignOnProps } from './sign-on';

export interface SignInScreenProps extends Omit<SignOnProps, 'children'> {
  onSignedIn: () => void;
}

/** The workspace's providers; or e-mail and password, then a second step where the account has one; or a passkey. */
export function SignInScreen({ onSignedIn, next, problem }: SignInScreenProps) {
  const { t } = useTranslation('auth');
  const [asked, setAsked] = useState<readonly Factor[] | null>(null);
  useEffect(() => {
    prepareSignIn().catch(() => undefined);
  }, []);
  return (
    <AuthFrame title={t('title')}>
      {asked ? (
        <SecondStep factors={asked} onSignedIn={onSignedIn} onBack={() => setAsked(null)} />
      ) : (
        <SignOn next={next} problem={problem}>
          <PasswordForm onSignedIn={onSignedIn} onSecondStep={setAsked} />
          <PasskeySignIn onSignedIn={onSignedIn} />
        </SignOn>
      )}
    </AuthFrame>
  );
}

function PasswordForm({ onSignedIn, onSecondStep }: { onSignedIn: () => void; onSecondStep: (asked: readonly Factor[]) => void }) {
  const { t } = useTranslation('auth');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  useEffect(() => emailField.current?.focus(), []);
  const attempt = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: (next) => (next === 'signed-in' ? onSignedIn() : onSecondStep(next)),
    onError: () => passwordField.current?.select(),
  });

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (attempt.isPending) return;
    const gaps = {
      email: email.trim() ? undefined : t('emailMissing'),
      password: password ? undefined : t('passwordMissing'),
    };
    setMissing(gaps);
    if (gaps.email) emailField.current?.focus();
    else if (gaps.password) passwordField.current?.focus();
    else attempt.mutate();
  };

  return (
    <form onSubmit={submit} noValidate>
      <Problem error={attempt.error} />
      <Field
        ref={emailField}
        label={t('email')}
        type="email"
        autoComplete="username"
        value={email}
        error={missing.email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        ref={passwordField}
        label={t('password')}
        type="password"
        autoComplete="current-password"
        value={password}
        error={missing.password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" variant="primary" size="lg" busy={attempt.isPending ? t('busy') : null}>
        {t('submit')}
      </Button>
      <a className="link" href="/app/forgot-password">
        {t('forgotten')}
      </a>
    </form>
  );
}
