import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useForm, type Form } from '@/shared/form';
import { Field } from '@/shared/ui';
import { AccountForm, CurrentPassword } from './account-form';
import { accountApi } from './api';

const EMPTY = { email: '', current_password: '', revoke_tokens: false };

/** Asks for another address; it counts once the link that goes to it was followed. */
export function AddressForm({ address, canMail }: { address: string; canMail: boolean }) {
  const { t } = useTranslation('settings');
  const [asked, setAsked] = useState('');
  const form: Form<typeof EMPTY> = useForm({
    saved: EMPTY,
    faultsOf: (values) => ({
      email: values.email.trim() ? undefined : t('account.change.missing'),
      current_password: values.current_password ? undefined : t('account.currentMissing'),
    }),
    send: (values) => accountApi.changeAddress({ ...values, email: values.email.trim() }),
    onSaved: ({ email }) => {
      setAsked(email);
      form.focusFirst();
    },
    onOtherFault: () => form.focusFirst(),
  });
  return (
    <AccountForm
      form={form}
      title={t('account.change.title')}
      action={t('account.change.save')}
      busy={t('account.change.busy')}
      unavailable={canMail ? null : t('account.change.noMail')}
      done={<div role="status">{asked ? <p className="hint">{t('account.change.done', { email: asked })}</p> : null}</div>}
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
        label={t('account.change.new')}
        type="email"
        dir="ltr"
        autoComplete="email"
        value={form.values.email}
        error={form.errorOf('email')}
        onChange={(event) => form.set({ email: event.target.value })}
      />
      <CurrentPassword form={form} />
    </AccountForm>
  );
}
