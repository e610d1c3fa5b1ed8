import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field } from '@/shared/ui';
import { failureOf, prepareSignIn, sendCode, signIn } from './api';
import { AuthFrame } from './auth-frame';
import { SignOn, type SignOnProps } from './sign-on';

export interface SignInScreenProps extends Omit<SignOnProps, 'children'> {
  onSignedIn: () => void;
}

/** The workspace's providers, or e-mail and password, then a code where the account has a second factor. */
export function SignInScreen({ onSignedIn, next, problem }: SignInScreenProps) {
  const { t } = useTranslation('auth');
  const [step, setStep] = useState<'password' | 'code'>('password');
  useEffect(() => {
    prepareSignIn().catch(() => undefined);
  }, []);
  return (
    <AuthFrame title={t('title')}>
      {step === 'password' ? (
        <SignOn next={next} problem={problem}>
          <PasswordForm onSignedIn={onSignedIn} onCode={() => setStep('code')} />
        </SignOn>
      ) : (
        <CodeForm onSignedIn={onSignedIn} onBack={() => setStep('password')} />
      )}
    </AuthFrame>
  );
}

function PasswordForm({ onSignedIn, onCode }: { onSignedIn: () => void; onCode: () => void }) {
  const { t } = useTranslation('auth');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  useEffect(() => emailField.current?.focus(), []);
  const attempt = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: (next) => (next === 'code' ? onCode() : onSignedIn()),
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

function CodeForm({ onSignedIn, onBack }: { onSignedIn: () => void; onBack: () => void }) {
  const { t } = useTranslation('auth');
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const attempt = useMutation({
    mutationFn: () => sendCode(code.replace(/\s/g, '')),
    onSuccess: onSignedIn,
    onError: () => field.current?.select(),
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() && !attempt.isPending) attempt.mutate();
      }}
    >
      <p className="t2">{t('codeHelp')}</p>
      <Problem error={attempt.error} />
      <Field
        ref={field}
        label={t('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button type="submit" variant="primary" size="lg" busy={attempt.isPending ? t('busy') : null}>
        {t('submitCode')}
      </Button>
      <Button variant="ghost" onClick={onBack}>
        {t('back')}
      </Button>
    </form>
  );
}

function Problem({ error }: { error: unknown }) {
  const { t } = useTranslation('auth');
  return (
    <div role="alert" className="signin-problem">
      {error ? <p className="hint bad">{t(`failure.${failureOf(error)}`)}</p> : null}
    </div>
  );
}
