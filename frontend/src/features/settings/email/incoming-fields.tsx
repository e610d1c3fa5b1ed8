import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, Segmented, SelectField } from '@/shared/ui';
import type { Intake, Mailbox, Provider, Security } from './api';
import { CopyField, FormSection, SecretField } from './form-parts';
import { presetOf, SERVICES, serviceOf, type Service } from './mailbox-form';
import type { MailboxForm } from './use-mailbox-form';

const INTAKES: readonly Intake[] = ['imap', 'webhook', 'forwarding'];
const PROVIDERS: readonly Exclude<Provider, ''>[] = ['mailgun', 'postmark', 'sendgrid', 'ses'];
export const SECURITIES: readonly Security[] = ['tls', 'starttls', 'none'];

interface Props {
  form: MailboxForm;
  mailbox: Mailbox | null;
}

/** How mail comes in: from a mail server, from a provider's webhook, or forwarded. */
export function IncomingFields({ form, mailbox, others }: Props & { others: readonly Mailbox[] | undefined }) {
  const { t } = useTranslation('settings');
  const { values, set } = form;
  return (
    <FormSection title={t('email.form.incoming')} hint={t(`email.form.intakeHint.${values.intake}`)}>
      <div>
        <Segmented
          label={t('email.form.incoming')}
          value={values.intake}
          options={INTAKES.map((value) => ({ value, label: t(`email.intake.${value}`) }))}
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
  const { t } = useTranslation('settings');
  const { values, set, bind, errorOf } = form;
  const [isOther, setOther] = useState(false);
  const known = serviceOf(values);
  const isUndecided = known === 'other' && !values.imap_host && !isOther;
  return (
    <>
      <SelectField
        label={t('email.form.service')}
        value={isUndecided ? '' : known}
        options={[
          ...(isUndecided ? [{ value: '', label: t('email.form.chooseService') }] : []),
          ...SERVICES.map((value) => ({ value, label: t(`email.service.${value}`) })),
        ]}
        hint={known === 'other' ? undefined : t(`email.serviceHint.${known}`)}
        onChange={(service) => {
          if (service === '') return;
          setOther(service === 'other');
          set(presetOf(service as Service));
        }}
      />
      <div className="server">
        <Field {...bind('imap_host')} label={t('email.form.host')} dir="ltr" autoComplete="off" spellCheck={false} placeholder="imap.example.com" />
        <Field {...bind('imap_port')} label={t('email.form.port')} inputMode="numeric" />
        <SelectField
          label={t('email.form.security')}
          value={values.imap_security}
          options={SECURITIES.map((value) => ({ value, label: t(`email.security.${value}`) }))}
          error={errorOf('imap_security')}
          hint={values.imap_security === 'none' ? t('email.form.noSecurity') : undefined}
          onChange={(security) => set({ imap_security: security })}
        />
      </div>
      <Field {...bind('imap_folder')} label={t('email.form.folder')} hint={t('email.form.folderHint')} dir="auto" />
    </>
  );
}

function WebhookFields({ form, mailbox }: Props) {
  const { t } = useTranslation('settings');
  const { values, set, errorOf } = form;
  const { provider } = values;
  return (
    <>
      <SelectField
        label={t('email.form.provider')}
        value={provider}
        options={[
          ...(provider === '' ? [{ value: '', label: t('email.form.chooseProvider') }] : []),
          ...PROVIDERS.map((value) => ({ value, label: t(`email.provider.${value}`) })),
        ]}
        error={errorOf('provider')}
        onChange={(next) => set({ provider: next as Provider })}
      />
      {mailbox?.webhook_url ? (
        <CopyField label={t('email.form.webhookUrl')} value={mailbox.webhook_url} hint={t('email.form.webhookUrlHint')} />
      ) : (
        <p className="hint">{t('email.form.webhookLater')}</p>
      )}
      <SecretField
        label={t('email.form.webhookSecret')}
        value={values.webhook_secret}
        hasSaved={mailbox?.has_webhook_secret ?? false}
        hint={provider === '' ? undefined : t(`email.providerHint.${provider}`)}
        error={errorOf('webhook_secret')}
        onChange={(webhook_secret) => set({ webhook_secret })}
      />
    </>
  );
}

/** Mail of this address arrives in another mailbox of ours. */
function Forwarding({ address, others }: { address: string; others: readonly Mailbox[] | undefined }) {
  const { t } = useTranslation('settings');
  const targets = others?.filter((other) => other.is_active && other.intake !== 'forwarding') ?? [];
  const [chosen, setChosen] = useState('');
  const target = targets.find((one) => one.address === chosen) ?? targets[0];
  if (!others) return <p className="t3">{t('email.loading')}</p>;
  if (!target) return <p className="hint">{t('email.forward.none')}</p>;
  return (
    <>
      {targets.length > 1 ? (
        <SelectField
          label={t('email.forward.choose')}
          value={target.address}
          options={targets.map((one) => ({ value: one.address, label: one.address }))}
          onChange={setChosen}
        />
      ) : null}
      <CopyField label={t('email.forward.target')} value={target.address} />
      <ol className="steps">
        <li>{address.trim() ? t('email.forward.first', { address: address.trim() }) : t('email.forward.firstUnnamed')}</li>
        <li>
          {t('email.forward.second')}{' '}
          <Link className="link" to="/settings/email/suspended">
            {t('email.forward.lookThere')}
          </Link>
        </li>
        <li>{t('email.forward.third')}</li>
      </ol>
    </>
  );
}
