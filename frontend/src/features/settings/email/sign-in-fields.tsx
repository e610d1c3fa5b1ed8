import CircleCheck from 'lucide-react/icons/circle-check';
import KeyRound from 'lucide-react/icons/key-round';
import { useTranslation } from 'react-i18next';
import { Button, Field, Icon, Segmented } from '@/shared/ui';
import type { Mailbox, SignIn } from './api';
import { FormSection, SecretField } from './form-parts';
import type { MailboxForm } from './use-mailbox-form';

const WAYS: readonly SignIn[] = ['password', 'google', 'microsoft'];

export interface SignInFieldsProps {
  form: MailboxForm;
  mailbox: Mailbox | null;
  isSigningIn: boolean;
  onSignIn?: () => void;
}

/** How we prove to the mail servers who we are. */
export function SignInFields({ form, mailbox, isSigningIn, onSignIn }: SignInFieldsProps) {
  const { t } = useTranslation('settings');
  const { values, set, bind, errorOf } = form;
  const way = values.sign_in;
  const isSignedIn = Boolean(mailbox?.is_signed_in) && mailbox?.sign_in === way && mailbox.health.state !== 'sign_in';
  return (
    <FormSection title={t('email.form.signIn')} hint={t(`email.form.signInHint.${way}`)}>
      <div>
        <Segmented
          label={t('email.form.signIn')}
          value={way}
          options={WAYS.map((value) => ({ value, label: t(`email.signIn.${value}`) }))}
          onChange={(sign_in) => set({ sign_in })}
        />
      </div>
      {values.intake === 'imap' || way !== 'password' ? (
        <Field
          {...bind('username')}
          label={t('email.form.username')}
          hint={t('email.form.usernameHint')}
          placeholder={values.address.trim()}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
        />
      ) : (
        <p className="hint">{t('email.form.outgoingOnly')}</p>
      )}
      {way === 'password' ? (
        values.intake === 'imap' ? (
          <SecretField
            label={t('email.form.password')}
            value={values.password}
            hasSaved={mailbox?.has_password ?? false}
            hint={t('email.form.passwordHint')}
            error={errorOf('password')}
            onChange={(password) => set({ password })}
          />
        ) : null
      ) : (
        <div className="oauth">
          {isSignedIn ? (
            <span className="saved">
              <Icon icon={CircleCheck} size={14} className="tick" />
              <span>{t('email.form.isSignedIn', { service: t(`email.signIn.${way}`) })}</span>
            </span>
          ) : null}
          {onSignIn ? (
            <Button icon={<Icon icon={KeyRound} size={14} />} busy={isSigningIn ? t('email.form.leaving') : null} onClick={onSignIn}>
              {form.isChanged
                ? t(`email.form.saveAndSignInWith.${way}`)
                : isSignedIn
                  ? t('email.signInAgain')
                  : t(`email.form.signInWith.${way}`)}
            </Button>
          ) : null}
        </div>
      )}
      {errorOf('sign_in') ? <p className="hint bad">{errorOf('sign_in')}</p> : null}
    </FormSection>
  );
}
