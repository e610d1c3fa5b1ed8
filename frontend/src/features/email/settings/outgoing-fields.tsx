import { useTranslation } from 'react-i18next';
import { Field, FormSection, SelectField } from '@/shared/ui';
import type { Mailbox, Security } from './api';
import { SecretField } from './form-parts';
import { SECURITIES } from './incoming-fields';
import type { MailboxForm } from './use-mailbox-form';

/** The server through which replies leave. */
export function OutgoingFields({ form, mailbox }: { form: MailboxForm; mailbox: Mailbox | null }) {
  const { t } = useTranslation('email');
  const { values, set, bind, errorOf } = form;
  const isSame = values.intake === 'imap';
  return (
    <FormSection title={t('settings.form.outgoing')} hint={t('settings.form.outgoingHint')}>
      <div className="server">
        <Field {...bind('smtp_host')} label={t('settings.form.host')} dir="ltr" autoComplete="off" spellCheck={false} placeholder="smtp.example.com" />
        <Field {...bind('smtp_port')} label={t('settings.form.port')} inputMode="numeric" />
        <SelectField
          label={t('settings.form.security')}
          value={values.smtp_security}
          options={SECURITIES.map((value) => ({ value, label: t(`settings.security.${value}`) }))}
          error={errorOf('smtp_security')}
          hint={values.smtp_security === 'none' ? t('settings.form.noSecurity') : undefined}
          onChange={(security) => set({ smtp_security: security as Security })}
        />
      </div>
      {values.sign_in === 'password' ? (
        <div className="form-pair">
          <Field
            {...bind('smtp_username')}
            label={t('settings.form.smtpUsername')}
            hint={isSame ? t('settings.form.sameAsIncoming') : undefined}
            dir="ltr"
            autoComplete="off"
            spellCheck={false}
          />
          <SecretField
            label={t('settings.form.smtpPassword')}
            value={values.smtp_password}
            hasSaved={mailbox?.has_smtp_password ?? false}
            hint={isSame ? t('settings.form.sameAsIncoming') : undefined}
            error={errorOf('smtp_password')}
            onChange={(smtp_password) => set({ smtp_password })}
          />
        </div>
      ) : null}
    </FormSection>
  );
}
