import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrands } from '@/shared/directory';
import { beginHere } from '@/shared/lib/first-field';
import { Field, SelectField } from '@/shared/ui';
import { mailboxesQuery, type Mailbox } from './api';
import { CheckOption, FormSection } from './form-parts';
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
  const { t } = useTranslation('settings');
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
      <FormSection title={t('email.form.who')} hint={t('email.form.whoHint')}>
        <Field {...bind('address')} ref={mailbox === null ? beginHere : undefined} label={t('email.form.address')} type="email" dir="ltr" autoComplete="off" placeholder="support@example.com" />
        <div className="form-pair">
          <SelectField
            label={t('email.form.brand')}
            value={values.brand}
            options={brandOptions}
            error={errorOf('brand')}
            onChange={(brand) => set({ brand })}
          />
          <Field {...bind('sender_name')} label={t('email.form.senderName')} hint={t('email.form.senderNameHint')} dir="auto" />
        </div>
      </FormSection>
      <IncomingFields form={form} mailbox={mailbox} others={others} />
      <SignInFields form={form} mailbox={mailbox} isSigningIn={isSigningIn} onSignIn={mayWrite ? onSignIn : undefined} />
      <OutgoingFields form={form} mailbox={mailbox} />
      <FormSection title={t('email.form.signature')} hint={t('email.form.signatureHint')}>
        <Suspense fallback={<div className="sig" aria-hidden="true" />}>
          <SignatureEditor
            // A text from outside is a new field.
            key={form.revision}
            html={values.signature_html}
            label={t('email.form.signature')}
            isReadOnly={!mayWrite}
            onChange={(signature_html) => set({ signature_html })}
          />
        </Suspense>
        {errorOf('signature_html') ? <p className="hint bad">{errorOf('signature_html')}</p> : null}
      </FormSection>
      <FormSection title={t('email.form.behavior')}>
        <CheckOption
          label={t('email.form.active')}
          hint={t('email.form.activeHint')}
          isChecked={values.is_active}
          error={errorOf('is_active')}
          onChange={(is_active) => set({ is_active })}
        />
        <CheckOption
          label={t('email.form.acknowledges')}
          hint={t('email.form.acknowledgesHint')}
          isChecked={values.acknowledges}
          error={errorOf('acknowledges')}
          onChange={(acknowledges) => set({ acknowledges })}
        />
        <CheckOption
          label={t('email.form.plus')}
          hint={t('email.form.plusHint')}
          isChecked={values.uses_plus_address}
          error={errorOf('uses_plus_address')}
          onChange={(uses_plus_address) => set({ uses_plus_address })}
        />
      </FormSection>
      <FormSection title={t('email.form.safety')}>
        <div className="narrow">
          <Field
            {...bind('quiet_after_hours')}
            label={t('email.form.quiet')}
            hint={t('email.form.quietHint')}
            unit={t('email.form.hours')}
            inputMode="numeric"
          />
        </div>
        <Field
          {...bind('trusted_authserv')}
          label={t('email.form.authserv')}
          hint={t('email.form.authservHint')}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          placeholder="mx.example.com"
        />
      </FormSection>
    </>
  );
}
