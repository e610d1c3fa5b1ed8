import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/shared/api';
import { Button } from '@/shared/ui';
import { Fault } from './auth-frame';

const PROBLEMS = [
  'expired', 'canceled', 'unreachable', 'untrusted', 'unverified', 'foreign_domain', 'unknown_person', 'deactivated', 'address_as_subject',
  'linked_otherwise',
] as const;

export interface SignOnProps {
  /** Where in the workspace to go afterwards. */
  next?: string | undefined;
  /** Why the last try came to nothing, as the address says. */
  problem?: string | undefined;
  /** The password form; where a provider is required it waits behind a button. Without it there are providers only. */
  children?: ReactNode;
}

/** The workspace's identity providers, before the password. */
export function SignOn({ next, problem, children }: SignOnProps) {
  const { t } = useTranslation('auth');
  const [isGlassBroken, setGlassBroken] = useState(false);
  // The password form does not wait for the answer, and stands alone where there is none.
  const { data } = useQuery({ queryKey: ['sign-on'], queryFn: ({ signal }) => api.get('/sign-on', { signal }), retry: false });
  const isRequired = data?.is_required ?? false;
  const start = useMutation({
    mutationFn: (provider: string) => api.post('/sign-on/start', { body: { provider, ...(next ? { next } : {}) } }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The password form, which had the focus, goes when the answer comes.
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isRequired && isLost) first.current?.focus();
  }, [isRequired]);
  const known = PROBLEMS.find((one) => one === problem);
  const providers = data?.providers ?? [];
  return (
    <>
      <div role="alert" className="signin-problem">
        {known ? <p className="hint bad">{t(`signOn.problem.${known}`)}</p> : null}
      </div>
      {providers.map(({ id, name }, index) => (
        <Button
          key={id}
          ref={index === 0 ? first : undefined}
          size="lg"
          variant={isRequired ? 'primary' : 'default'}
          busy={start.isPending && start.variables === id ? t('signOn.busy') : null}
          onClick={() => start.mutate(id)}
        >
          {t('signOn.with', { name })}
        </Button>
      ))}
      <Fault error={start.error} />
      {isRequired ? <p className="t2">{t('signOn.required')}</p> : null}
      {!children ? null : isRequired && !isGlassBroken ? (
        <Button variant="ghost" onClick={() => setGlassBroken(true)}>
          {t('signOn.glass')}
        </Button>
      ) : (
        <>
          {providers.length > 0 && !isRequired ? <p className="signin-or">{t('signOn.or')}</p> : null}
          {isRequired ? <p className="hint">{t('signOn.glassHint')}</p> : null}
          {children}
        </>
      )}
    </>
  );
}
