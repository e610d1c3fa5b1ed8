import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type Schemas } from '@/shared/api';
import { Button, Field } from '@/shared/ui';
import { join, lookAtInvitation } from './account-api';
import { failureOf, prepareSignIn, signIn } from './api';
import { AuthFrame, Fault, Outcome } from './auth-frame';
import { SignOn } from './sign-on';

export interface JoinScreenProps {
  /** The secret of the mailed link. */
  token: string;
  onSignedIn: () => void;
}

/** Joins the workspace with the secret of a mailed invitation. */
export function JoinScreen({ token, onSignedIn }: JoinScreenProps) {
  const { t } = useTranslation('auth');
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => lookAtInvitation(token),
    enabled: Boolean(token),
    retry: false,
    staleTime: Infinity,
  });
  useEffect(() => {
    prepareSignIn().catch(() => undefined);
  }, []);
  if (!token || isProblem(invitation.error, 'people.link_invalid')) {
    return (
      <AuthFrame title={t('join.titlePlain')}>
        <Outcome to="/app/sign-in" action={t('toSignIn')}>
          {t('join.gone')}
        </Outcome>
      </AuthFrame>
    );
  }
  const title = invitation.data ? t('join.title', { workspace: invitation.data.workspace }) : t('join.titlePlain');
  return (
    <AuthFrame title={title}>
      {invitation.data ? <Way token={token} invitation={invitation.data} onSignedIn={onSignedIn} /> : <Fault error={invitation.error} />}
    </AuthFrame>
  );
}

interface WayProps extends JoinScreenProps {
  invitation: Schemas['OpenInvitation'];
}

/** The invitation is accepted at the provider where that is required, and with a name and a password elsewhere. */
function Way(props: WayProps) {
  const { t } = useTranslation('auth');
  if (!props.invitation.signs_in_elsewhere) return <JoinForm {...props} />;
  return (
    <>
      <p className="t2">{t('join.elsewhere', { email: props.invitation.email })}</p>
      <SignOn />
    </>
  );
}

function JoinForm({ token, invitation, onSignedIn }: WayProps) {
  const { t, i18n } = useTranslation('auth');
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<{ name?: string; password?: string }>({});
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    nameField.current?.focus();
    nameField.current?.select();
  }, []);
  // Joining uses the link up: after it, only signing in is tried again.
  const [joined, setJoined] = useState<string | null>(null);
  // The answer to an attempt was lost on its way: a link that is gone then was used by that attempt.
  const mayHaveJoined = useRef(false);
  const enter = useMutation({ mutationFn: (email: string) => signIn(email, password), onSuccess: onSignedIn });
  const attempt = useMutation({
    mutationFn: async () => {
      try {
        return (await join(token, name.trim(), password, i18n.language)).email;
      } catch (error) {
        if (mayHaveJoined.current && isProblem(error, 'people.link_invalid')) return invitation.email;
        mayHaveJoined.current = isProblem(error) && (error.isOffline || error.status >= 500);
        throw error;
      }
    },
    onSuccess: (email) => {
      setJoined(email);
      enter.mutate(email);
    },
    onError: () => {
      passwordField.current?.focus();
      passwordField.current?.select();
    },
  });
  const weak = isProblem(attempt.error) ? attempt.error.errors.password?.join(' ') : undefined;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (attempt.isPending) return;
    const gaps = {
      ...(name.trim() ? {} : { name: t('join.nameMissing') }),
      ...(password ? {} : { password: t('join.passwordMissing') }),
    };
    setMissing(gaps);
    if (gaps.name) nameField.current?.focus();
    else if (gaps.password) passwordField.current?.focus();
    else attempt.mutate();
  };
  if (joined !== null) return <ComeIn email={joined} isBusy={enter.isPending} error={enter.error} onRetry={() => enter.mutate(joined)} />;
  return (
    <form onSubmit={submit} noValidate>
      <p className="t2">{t('join.help', { email: invitation.email })}</p>
      <Fault error={weak ? null : attempt.error} />
      <Field
        ref={nameField}
        label={t('join.name')}
        autoComplete="name"
        dir="auto"
        maxLength={120}
        hint={t('join.nameHint')}
        value={name}
        error={missing.name ?? null}
        onChange={(event) => setName(event.target.value)}
      />
      {/* For password managers: the account they are to remember. */}
      <input type="email" autoComplete="username" value={invitation.email} readOnly hidden />
      <Field
        ref={passwordField}
        label={t('password')}
        type="password"
        autoComplete="new-password"
        hint={t('reset.hint')}
        value={password}
        error={missing.password ?? weak ?? null}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" variant="primary" size="lg" busy={attempt.isPending ? t('join.busy') : null}>
        {t('join.submit')}
      </Button>
    </form>
  );
}

interface ComeInProps {
  email: string;
  isBusy: boolean;
  error: unknown;
  onRetry: () => void;
}

/** Somebody who has joined and is not signed in yet. */
function ComeIn({ email, isBusy, error, onRetry }: ComeInProps) {
  const { t } = useTranslation('auth');
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => again.current?.focus(), []);
  return (
    <>
      <p className="t2">{t('join.joined', { email })}</p>
      <div role="alert" className="signin-problem">
        {error ? <p className="hint bad">{t(`failure.${failureOf(error)}`)}</p> : null}
      </div>
      <Button ref={again} variant="primary" size="lg" busy={isBusy ? t('busy') : null} onClick={onRetry}>
        {t('submit')}
      </Button>
      <a className="link" href="/app/sign-in">
        {t('toSignIn')}
      </a>
    </>
  );
}
