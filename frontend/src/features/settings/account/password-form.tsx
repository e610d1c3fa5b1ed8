import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { Button, CheckOption, Field, toast, useReasonOf } from '@/shared/ui';
import { accountApi, accountKeys } from './api';

const EMPTY = { current_password: '', new_password: '' };

/** Changes the password; everywhere else one is signed out by it. */
export function PasswordForm() {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [values, setValues] = useState(EMPTY);
  const [revokes, setRevokes] = useState(false);
  const [gaps, setGaps] = useState<{ current?: string; fresh?: string }>({});
  const current = useRef<HTMLInputElement>(null);
  const fresh = useRef<HTMLInputElement>(null);
  const save = useMutation({
    mutationFn: () => accountApi.changePassword({ ...values, revoke_tokens: revokes }),
    onSuccess: ({ is_told: isTold }) => {
      setValues(EMPTY);
      setRevokes(false);
      toast(t(isTold ? 'account.password.done' : 'account.password.doneNoMail'));
      current.current?.focus();
      void client.invalidateQueries({ queryKey: accountKeys.sessions });
    },
    onError: (error) => {
      const isAboutNew = isProblem(error) && error.errors.new_password;
      (isAboutNew ? fresh : current).current?.select();
      (isAboutNew ? fresh : current).current?.focus();
    },
  });
  const errors = isProblem(save.error) ? save.error.errors : {};
  const isAboutField = Boolean(errors.current_password ?? errors.new_password);
  return (
    <form
      className="form-grid"
      noValidate
      aria-label={t('account.password.title')}
      onSubmit={(event) => {
        event.preventDefault();
        if (save.isPending) return;
        const found = {
          current: values.current_password ? undefined : t('account.currentMissing'),
          fresh: values.new_password ? undefined : t('account.password.missing'),
        };
        setGaps(found);
        if (found.current) current.current?.focus();
        else if (found.fresh) fresh.current?.focus();
        else save.mutate();
      }}
    >
      <Field
        ref={current}
        label={t('account.current')}
        type="password"
        autoComplete="current-password"
        value={values.current_password}
        error={gaps.current ?? errors.current_password?.join(' ')}
        onChange={(event) => setValues({ ...values, current_password: event.target.value })}
      />
      <Field
        ref={fresh}
        label={t('account.password.new')}
        type="password"
        autoComplete="new-password"
        hint={t('account.password.newHint')}
        value={values.new_password}
        error={gaps.fresh ?? errors.new_password?.join(' ')}
        onChange={(event) => setValues({ ...values, new_password: event.target.value })}
      />
      <CheckOption label={t('account.revoke')} hint={t('account.revokeHint')} isChecked={revokes} onChange={setRevokes} />
      {save.error && !isAboutField ? (
        <p className="hint bad" role="alert">
          {reasonOf(save.error)}
        </p>
      ) : null}
      <div>
        <Button type="submit" busy={save.isPending ? t('account.password.busy') : null}>
          {t('account.password.save')}
        </Button>
      </div>
    </form>
  );
}
