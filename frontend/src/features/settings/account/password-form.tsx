import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useForm, type Form } from '@/shared/form';
import { Field, toast } from '@/shared/ui';
import { AccountForm, CurrentPassword } from './account-form';
import { accountApi, accountKeys } from './api';

const EMPTY = { current_password: '', new_password: '', revoke_tokens: false };

/** Changes the password; everywhere else one is signed out by it. */
export function PasswordForm() {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const form: Form<typeof EMPTY> = useForm({
    saved: EMPTY,
    faultsOf: (values) => ({
      current_password: values.current_password ? undefined : t('account.currentMissing'),
      new_password: values.new_password ? undefined : t('account.password.missing'),
    }),
    send: (values) => accountApi.changePassword(values),
    onSaved: ({ is_told: isTold }) => {
      toast(t(isTold ? 'account.password.done' : 'account.password.doneNoMail'));
      form.focusFirst();
      void client.invalidateQueries({ queryKey: accountKeys.sessions });
    },
    onOtherFault: () => form.focusFirst(),
  });
  return (
    <AccountForm
      form={form}
      title={t('account.password.title')}
      action={t('account.password.save')}
      busy={t('account.password.busy')}
    >
      <CurrentPassword form={form} />
      <Field
        label={t('account.password.new')}
        type="password"
        autoComplete="new-password"
        hint={t('account.password.newHint')}
        value={form.values.new_password}
        error={form.errorOf('new_password')}
        onChange={(event) => form.set({ new_password: event.target.value })}
      />
    </AccountForm>
  );
}
