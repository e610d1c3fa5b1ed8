import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { Button, Field, FormSection, toast, useReasonOf } from '@/shared/ui';
import { connectionsApi, systemQuery, type SystemFacts } from './api';
import { useSignIn } from './sign-in';

export interface ConnectProps {
  /** The system's key in the API, and its name. */
  system: string;
  name: string;
  signInHint: string;
  /** Without it the system has no keys, only a sign-in. */
  keyLabel?: string;
  keyHint?: string;
  placeholder?: string;
  before?: ReactNode;
  children?: ReactNode;
}

/** Connects a system: by a sign-in where the installation has an app there, or by a key. */
export function Connect({ system, name, signInHint, keyLabel, keyHint, placeholder, before, children }: ConnectProps) {
  const { t } = useTranslation('connections');
  const mayWrite = useMay('connection.write');
  const { data: known } = useQuery(systemQuery(system));
  const canSignIn = known?.signs_in === true && known.is_set_up;
  const setup = useSetupHint(known, keyLabel !== undefined);
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [key, setKey] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const signIn = useSignIn(system);
  const connect = useMutation({
    mutationFn: () => connectionsApi.connect(system, key.trim()),
    onSuccess: () => {
      toast(t('outcome.done', { system: name }));
      return client.invalidateQueries({ queryKey: [system] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setEmpty(!key.trim());
    if (key.trim() && !connect.isPending) connect.mutate();
  };
  return (
    <form noValidate onSubmit={submit}>
      {before}
      {mayWrite && canSignIn ? (
        <FormSection title={t('signIn')} hint={signInHint}>
          <div>
            <Button variant="primary" busy={signIn.isPending ? t('leading', { system: name }) : null} onClick={() => signIn.mutate(null)}>
              {t('signInAt', { system: name })}
            </Button>
          </div>
        </FormSection>
      ) : null}
      {mayWrite && !keyLabel && !canSignIn && setup ? (
        <FormSection title={t('signIn')}>
          <p>{setup}</p>
        </FormSection>
      ) : null}
      {mayWrite && keyLabel ? (
        <FormSection title={canSignIn ? t('orKey') : t('byKey')} hint={setup}>
          <Field
            label={keyLabel}
            hint={keyHint}
            error={isEmpty ? t('keyMissing') : connect.error ? t('notConnected', { reason: reasonOf(connect.error) }) : null}
            type="password"
            autoComplete="off"
            spellCheck={false}
            dir="ltr"
            maxLength={4000}
            placeholder={placeholder}
            value={key}
            onChange={(event) => {
              setKey(event.target.value);
              setEmpty(false);
            }}
          />
          <div>
            <Button type="submit" variant={canSignIn ? undefined : 'primary'} busy={connect.isPending ? t('connecting') : null}>
              {t('connect')}
            </Button>
          </div>
        </FormSection>
      ) : null}
      {children}
      <LeaveGuard isChanged={key !== '' && !connect.isSuccess} />
    </form>
  );
}

/** What an admin sets so that people can sign in; the names are those of the installation's variables. */
function useSetupHint(known: SystemFacts | null | undefined, takesKey: boolean): string | undefined {
  const { t, i18n } = useTranslation('connections');
  if (!known || known.is_set_up) return undefined;
  // A system that names no variable says it in its own words.
  if (known.needs.length === 0) return known.setup || undefined;
  const names = new Intl.ListFormat(i18n.language).format(known.needs);
  return takesKey ? t('setUpOrKey', { names }) : t('setUp', { names });
}
