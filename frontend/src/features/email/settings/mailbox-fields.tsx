import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrands } from '@/shared/directory';
import { beginHere } from '@/shared/lib/first-field';
import { CheckOption, Field, FormSection, SelectField } from '@/shared/ui';
import { mailboxesQuery, type Mailbox } from './api';
import { IncomingFields } from './incoming-fields';
import { OutgoingFields } from './outgoing-fields';
import { SignInFields } from './sign-in-fields';
import type { MailboxForm } from './use-mailbox-form';

const SignatureEditor = lazy(() => import('./signature-editor'));

export interface MailboxFieldsProps {
  form: MailboxForm;
  mailbox: Mailbox | null;
  mayWrite: boolean;
  isSigningIn: boolean;
  onSignIn: () => void;
}

/** All fields of a mailbox, in the order in which one sets it up. */
export function MailboxFields({ form, mailbox, mayWrite, isSigningIn, onSignIn }: MailboxFieldsProps) {
  const { t } = useTranslation('email');
  const brands = useBrands();
  const others = useQuery({ ...mailboxesQuery, refetchInterval: false }).data?.filter((other) => other.id !== mailbox?.id);
  const { values, set, errorOf, bind } = form;
  // The list of brands may load after the mailbox that names one of them.
  const brandOptions = brands.map((brand) => ({ value: String(brand.id), label: brand.name }));
  if (mailbox && brands.every((brand) => brand.id !== mailbox.brand.id)) {
    brandOptions.push({ value: String(mailbox.brand.id), label: mailbox.brand.name });
  }
  return (
    <>
      <FormSection title={t('settings.form.who')} hint={t('settings.form.whoHint')}>
        <Field {...bind('address')} ref={mailbox === null ? beginHere : undefined} label={t('settings.form.address')} type="email" dir="ltr" autoComplete="off" placeholder="support@example.com" />
        <div className="form-pair">
          <SelectField
            label={t('settings.form.brand')}
            value={values.brand}
            options={brandOptions}
            error={errorOf('brand')}
            onChange={(brand) => set({ brand })}
          />
          <Field {...bind('sender_name')} label={t('settings.form.senderName')} hint={t('settings.form.senderNameHint')} dir="auto" />
        </div>
      </FormSection>
      <IncomingFields form={form} mailbox={mailbox} others={others} />
      <SignInFields form={form} mailbox={mailbox} isSigningIn={isSigningIn} onSignIn={mayWrite ? onSignIn : undefined} />
      <OutgoingFields form={form} mailbox={mailbox} />
      <FormSection title={t('settings.form.signature')} hint={t('settings.form.signatureHint')}>
        <Suspense fallback={<div className="sig" aria-hidden="true" />}>
          <SignatureEditor
            // A text from outside is a new field.
            key={form.revision}
            html={values.signature_html}
            label={t('settings.form.signature')}
            isReadOnly={!mayWrite}
            onChange={(signature_html) => set({ signature_html })}
          />
        </Suspense>
        {errorOf('signature_html') ? <p className="hint bad">{errorOf('signature_html')}</p> : null}
      </FormSection>
      <FormSection title={t('settings.form.behavior')}>
        <CheckOption
          label={t('settings.form.active')}
          hint={t('settings.form.activeHint')}
          isChecked={values.is_active}
          error={errorOf('is_active')}
          onChange={(is_active) => set({ is_active })}
        />
        <CheckOption
          label={t('settings.form.acknowledges')}
          hint={t('settings.form.acknowledgesHint')}
          isChecked={values.acknowledges}
          error={errorOf('acknowledges')}
          onChange={(acknowledges) => set({ acknowledges })}
        />
        <CheckOption
          label={t('settings.form.plus')}
          hint={t('settings.form.plusHint')}
          isChecked={values.uses_plus_address}
          error={errorOf('uses_plus_address')}
          onChange={(uses_plus_address) => set({ uses_plus_address })}
        />
      </FormSection>
      <FormSection title={t('settings.form.safety')}>
        <div className="narrow">
          <Field
            {...bind('quiet_after_hours')}
            label={t('settings.form.quiet')}
            hint={t('settings.form.quietHint')}
            unit={t('settings.form.hours')}
            inputMode="numeric"
          />
        </div>
        <Field
          {...bind('trusted_authserv')}
          label={t('settings.form.authserv')}
          hint={t('settings.form.authservHint')}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          placeholder="mx.example.com"
        />
      </FormSection>
    </>
  );
}
