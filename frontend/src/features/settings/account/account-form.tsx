import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import type { Form } from '@/shared/form';
import { Button, CheckOption, Field, useReasonOf } from '@/shared/ui';

/** What every change of how one signs in asks for. */
export interface AccountValues {
  current_password: string;
  revoke_tokens: boolean;
}

export interface AccountFormProps {
  form: Form<AccountValues>;
  title: string;
  action: string;
  busy: string;
  /** Why it cannot be sent, if it cannot. */
  unavailable?: string | null;
  /** Said once it is done. */
  done?: ReactNode;
  children: ReactNode;
}

/** A change of how one signs in. */
export function AccountForm({ form, title, action, busy, unavailable = null, done, children }: AccountFormProps) {
  const { t } = useTranslation('settings');
  const reasonOf = useReasonOf();
  const isAboutField = isProblem(form.fault) && Object.keys(form.fault.errors).some((name) => name in form.values);
  return (
    <form
      ref={form.box}
      className="form-grid"
      noValidate
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (unavailable === null) void form.save();
      }}
    >
      {children}
      <CheckOption
        label={t('account.revoke')}
        hint={t('account.revokeHint')}
        isChecked={form.values.revoke_tokens}
        onChange={(revokes) => form.set({ revoke_tokens: revokes })}
      />
      {form.fault && !isAboutField ? (
        <p className="hint bad" role="alert">
          {reasonOf(form.fault)}
        </p>
      ) : null}
      {done}
      <div>
        <Button type="submit" busy={form.isSaving ? busy : null} unavailable={unavailable}>
          {action}
        </Button>
      </div>
    </form>
  );
}

/** The password that one has now. */
export function CurrentPassword({ form }: { form: Form<AccountValues> }) {
  const { t } = useTranslation('settings');
  return (
    <Field
      label={t('account.current')}
      type="password"
      autoComplete="current-password"
      value={form.values.current_password}
      error={form.errorOf('current_password')}
      onChange={(event) => form.set({ current_password: event.target.value })}
    />
  );
}
