import { useTranslation } from 'react-i18next';
import { Field, FormSection, Segmented, SelectField } from '@/shared/ui';
import type { Mailbox, Provider, Sending } from './api';
import { CopyField, SecretField } from './form-parts';
import { PROVIDERS, SECURITIES } from './incoming-fields';
import { needsAccount, needsRegion } from './mailbox-form';
import type { MailboxForm } from './use-mailbox-form';

const WAYS: readonly Sending[] = ['smtp', 'api'];

interface Props {
  form: MailboxForm;
  mailbox: Mailbox | null;
}

/** How replies leave: by a mail server, or by the interface of a provider. */
export function OutgoingFields({ form, mailbox }: Props) {
  const { t } = useTranslation('email');
  const { values, set } = form;
  return (
    <FormSection title={t('settings.form.outgoing')} hint={t(`settings.form.outgoingBy.${values.sends_by}`)}>
      <div>
        <Segmented
          label={t('settings.form.outgoing')}
          value={values.sends_by}
          options={WAYS.map((value) => ({ value, label: t(`settings.sending.${value}`) }))}
          onChange={(sends_by) => set({ sends_by })}
        />
      </div>
      {values.sends_by === 'smtp' ? <ServerFields form={form} mailbox={mailbox} /> : <ApiFields form={form} mailbox={mailbox} />}
    </FormSection>
  );
}

/** The account at a provider, and what proves what it tells of mail. */
function ApiFields({ form, mailbox }: Props) {
  const { t } = useTranslation('email');
  const { values, set, bind, errorOf } = form;
  const provider = values.api_provider;
  return (
    <>
      <SelectField
        label={t('settings.form.apiProvider')}
        value={provider}
        options={[
          ...(provider === '' ? [{ value: '', label: t('settings.form.chooseProvider') }] : []),
          ...PROVIDERS.map((value) => ({ value, label: t(`settings.provider.${value}`) })),
        ]}
        error={errorOf('api_provider')}
        onChange={(next) => set({ api_provider: next as Provider })}
      />
      <SecretField
        label={t('settings.form.apiKey')}
        value={values.api_key}
        hasSaved={mailbox?.has_api_key ?? false}
        hint={provider === '' ? undefined : t(`settings.apiKeyHint.${provider}`)}
        error={errorOf('api_key')}
        onChange={(api_key) => set({ api_key })}
      />
      {provider !== '' && needsRegion(provider) ? (
        <div className="form-pair">
          {needsAccount(provider) ? (
            <Field {...bind('api_account')} label={t(provider === 'ses' ? 'settings.form.apiKeyId' : 'settings.form.apiDomain')} dir="ltr" autoComplete="off" spellCheck={false} />
          ) : null}
          <Field
            {...bind('api_region')}
            label={t('settings.form.apiRegion')}
            hint={t(provider === 'ses' ? 'settings.form.apiRegionAmazon' : 'settings.form.apiRegionEu')}
            dir="ltr"
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      ) : null}
      {mailbox?.events_url ? (
        <CopyField label={t('settings.form.eventsUrl')} value={mailbox.events_url} hint={t('settings.form.eventsUrlHint')} />
      ) : (
        <p className="hint">{t('settings.form.eventsLater')}</p>
      )}
      <SecretField
        label={t('settings.form.eventsSecret')}
        value={values.events_secret}
        hasSaved={mailbox?.has_events_secret ?? false}
        hint={provider === '' ? undefined : t(`settings.providerHint.${provider}`)}
        error={errorOf('events_secret')}
        onChange={(events_secret) => set({ events_secret })}
      />
    </>
  );
}

/** The server through which replies leave. */
function ServerFields({ form, mailbox }: Props) {
  const { t } = useTranslation('email');
  const { values, set, bind, errorOf } = form;
  const isSame = values.intake === 'imap';
  return (
    <>
      <div className="server">
        <Field {...bind('smtp_host')} label={t('settings.form.host')} dir="ltr" autoComplete="off" spellCheck={false} placeholder="smtp.example.com" />
        <Field {...bind('smtp_port')} label={t('settings.form.port')} inputMode="numeric" />
        <SelectField
          label={t('settings.form.security')}
          value={values.smtp_security}
          options={SECURITIES.map((value) => ({ value, label: t(`settings.security.${value}`) }))}
          error={errorOf('smtp_security')}
          hint={values.smtp_security === 'none' ? t('settings.form.noSecurity') : undefined}
          onChange={(security) => set({ smtp_security: security })}
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
    </>
  );
}
