import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { Button, CheckOption, Field, useReasonOf } from '@/shared/ui';
import { accountApi } from './api';

const EMPTY = { email: '', current_password: '' };

/** Asks for another address; it counts once the link that goes to it was followed. */
export function AddressForm({ address, canMail }: { address: string; canMail: boolean }) {
  const { t } = useTranslation('settings');
  const reasonOf = useReasonOf();
  const [values, setValues] = useState(EMPTY);
  const [revokes, setRevokes] = useState(false);
  const [gaps, setGaps] = useState<{ email?: string; current?: string }>({});
  const email = useRef<HTMLInputElement>(null);
  const current = useRef<HTMLInputElement>(null);
  const ask = useMutation({
    mutationFn: () => accountApi.changeAddress({ ...values, email: values.email.trim(), revoke_tokens: revokes }),
    onSuccess: () => {
      setValues(EMPTY);
      setRevokes(false);
      email.current?.focus();
    },
    onError: (error) => {
      const isAboutPassword = isProblem(error) && error.errors.current_password;
      (isAboutPassword ? current : email).current?.select();
      (isAboutPassword ? current : email).current?.focus();
    },
  });
  const errors = isProblem(ask.error) ? ask.error.errors : {};
  const isAboutField = Boolean(errors.current_password ?? errors.email);
  return (
    <form
      className="form-grid"
      noValidate
      aria-label={t('account.change.title')}
      onSubmit={(event) => {
        event.preventDefault();
        if (ask.isPending || !canMail) return;
        const found = {
          email: values.email.trim() ? undefined : t('account.change.missing'),
          current: values.current_password ? undefined : t('account.currentMissing'),
        };
        setGaps(found);
        if (found.email) email.current?.focus();
        else if (found.current) current.current?.focus();
        else ask.mutate();
      }}
    >
      <p>
        <bdi className="med">{address}</bdi>
      </p>
      {canMail ? null : (
        <p className="notice" role="note">
          {t('account.change.noMail')}
        </p>
      )}
      <Field
        ref={email}
        label={t('account.change.new')}
        type="email"
        dir="ltr"
        autoComplete="email"
        value={values.email}
        error={gaps.email ?? errors.email?.join(' ')}
        onChange={(event) => setValues({ ...values, email: event.target.value })}
      />
      <Field
        ref={current}
        label={t('account.current')}
        type="password"
        autoComplete="current-password"
        value={values.current_password}
        error={gaps.current ?? errors.current_password?.join(' ')}
        onChange={(event) => setValues({ ...values, current_password: event.target.value })}
      />
      <CheckOption label={t('account.revoke')} hint={t('account.revokeHint')} isChecked={revokes} onChange={setRevokes} />
      {ask.error && !isAboutField ? (
        <p className="hint bad" role="alert">
          {reasonOf(ask.error)}
        </p>
      ) : null}
      <div role="status">{ask.data ? <p className="hint">{t('account.change.done', { email: ask.data.email })}</p> : null}</div>
      <div>
        <Button
          type="submit"
          busy={ask.isPending ? t('account.change.busy') : null}
          unavailable={canMail ? null : t('account.change.noMail')}
        >
          {t('account.change.save')}
        </Button>
      </div>
    </form>
  );
}
