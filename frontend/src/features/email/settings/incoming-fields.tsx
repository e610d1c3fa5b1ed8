import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SettingsLink } from '@/shared/slots';
import { Field, FormSection, Segmented, SelectField } from '@/shared/ui';
import type { Intake, Mailbox, Provider, Security } from './api';
import { CopyField, SecretField } from './form-parts';
import { presetOf, SERVICES, serviceOf, type Service } from './mailbox-form';
import type { MailboxForm } from './use-mailbox-form';

const INTAKES: readonly Intake[] = ['imap', 'webhook', 'forwarding'];
export const PROVIDERS: readonly Exclude<Provider, ''>[] = ['mailgun', 'postmark', 'sendgrid', 'ses'];
export const SECURITIES: readonly Security[] = ['tls', 'starttls', 'none'];

interface Props {
  form: MailboxForm;
  mailbox: Mailbox | null;
}

/** How mail comes in: from a mail server, from a provider's webhook, or forwarded. */
export function IncomingFields({ form, mailbox, others }: Props & { others: readonly Mailbox[] | undefined }) {
  const { t } = useTranslation('email');
  const { values, set } = form;
  return (
    <FormSection title={t('settings.form.incoming')} hint={t(`settings.form.intakeHint.${values.intake}`)}>
      <div>
        <Segmented
          label={t('settings.form.incoming')}
          value={values.intake}
          options={INTAKES.map((value) => ({ value, label: t(`settings.intake.${value}`) }))}
          onChange={(intake) => set({ intake })}
        />
      </div>
      {values.intake === 'imap' ? <ImapFields form={form} /> : null}
      {values.intake === 'webhook' ? <WebhookFields form={form} mailbox={mailbox} /> : null}
      {values.intake === 'forwarding' ? <Forwarding address={values.address} others={others} /> : null}
    </FormSection>
  );
}

function ImapFields({ form }: { form: MailboxForm }) {
  const { t } = useTranslation('email');
  const { values, set, bind, errorOf } = form;
  const [isOther, setOther] = useState(false);
  const known = serviceOf(values);
  const isUndecided = known === 'other' && !values.imap_host && !isOther;
  return (
    <>
      <SelectField
        label={t('settings.form.service')}
        value={isUndecided ? '' : known}
        options={[
          ...(isUndecided ? [{ value: '', label: t('settings.form.chooseService') }] : []),
          ...SERVICES.map((value) => ({ value, label: t(`settings.service.${value}`) })),
        ]}
        hint={known === 'other' ? undefined : t(`settings.serviceHint.${known}`)}
        onChange={(service) => {
          if (service === '') return;
          setOther(service === 'other');
          set(presetOf(service as Service));
        }}
      />
      <div className="server">
        <Field {...bind('imap_host')} label={t('settings.form.host')} dir="ltr" autoComplete="off" spellCheck={false} placeholder="imap.example.com" />
        <Field {...bind('imap_port')} label={t('settings.form.port')} inputMode="numeric" />
        <SelectField
          label={t('settings.form.security')}
          value={values.imap_security}
          options={SECURITIES.map((value) => ({ value, label: t(`settings.security.${value}`) }))}
          error={errorOf('imap_security')}
          hint={values.imap_security === 'none' ? t('settings.form.noSecurity') : undefined}
          onChange={(security) => set({ imap_security: security })}
        />
      </div>
      <Field {...bind('imap_folder')} label={t('settings.form.folder')} hint={t('settings.form.folderHint')} dir="auto" />
    </>
  );
}

function WebhookFields({ form, mailbox }: Props) {
  const { t } = useTranslation('email');
  const { values, set, errorOf } = form;
  const { provider } = values;
  return (
    <>
      <SelectField
        label={t('settings.form.provider')}
        value={provider}
        options={[
          ...(provider === '' ? [{ value: '', label: t('settings.form.chooseProvider') }] : []),
          ...PROVIDERS.map((value) => ({ value, label: t(`settings.provider.${value}`) })),
        ]}
        error={errorOf('provider')}
        onChange={(next) => set({ provider: next as Provider })}
      />
      {mailbox?.webhook_url ? (
        <CopyField label={t('settings.form.webhookUrl')} value={mailbox.webhook_url} hint={t('settings.form.webhookUrlHint')} />
      ) : (
        <p className="hint">{t('settings.form.webhookLater')}</p>
      )}
      <SecretField
        label={t('settings.form.webhookSecret')}
        value={values.webhook_secret}
        hasSaved={mailbox?.has_webhook_secret ?? false}
        hint={provider === '' ? undefined : t(`settings.providerHint.${provider}`)}
        error={errorOf('webhook_secret')}
        onChange={(webhook_secret) => set({ webhook_secret })}
      />
    </>
  );
}

/** Mail of this address arrives in another mailbox of ours. */
function Forwarding({ address, others }: { address: string; others: readonly Mailbox[] | undefined }) {
  const { t } = useTranslation('email');
  const targets = others?.filter((other) => other.is_active && other.intake !== 'forwarding') ?? [];
  const [chosen, setChosen] = useState('');
  const target = targets.find((one) => one.address === chosen) ?? targets[0];
  if (!others) return <p className="t3">{t('settings.loading')}</p>;
  if (!target) return <p className="hint">{t('settings.forward.none')}</p>;
  return (
    <>
      {targets.length > 1 ? (
        <SelectField
          label={t('settings.forward.choose')}
          value={target.address}
          options={targets.map((one) => ({ value: one.address, label: one.address }))}
          onChange={setChosen}
        />
      ) : null}
      <CopyField label={t('settings.forward.target')} value={target.address} />
      <ol className="steps">
        <li>{address.trim() ? t('settings.forward.first', { address: address.trim() }) : t('settings.forward.firstUnnamed')}</li>
        <li>
          {t('settings.forward.second')}{' '}
          <SettingsLink className="link" path="/email/suspended">
            {t('settings.forward.lookThere')}
          </SettingsLink>
        </li>
        <li>{t('settings.forward.third')}</li>
      </ol>
    </>
  );
}
