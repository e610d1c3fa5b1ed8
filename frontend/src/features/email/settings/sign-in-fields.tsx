import CircleCheck from 'lucide-react/icons/circle-check';
import KeyRound from 'lucide-react/icons/key-round';
import { useTranslation } from 'react-i18next';
import { Button, Field, FormSection, Icon, Segmented } from '@/shared/ui';
import type { Mailbox, SignIn } from './api';
import { SecretField } from './form-parts';
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
  const { t } = useTranslation('email');
  const { values, set, bind, errorOf } = form;
  const way = values.sign_in;
  const isSignedIn = Boolean(mailbox?.is_signed_in) && mailbox?.sign_in === way && mailbox.health.state !== 'sign_in';
  return (
    <FormSection title={t('settings.form.signIn')} hint={t(`settings.form.signInHint.${way}`)}>
      <div>
        <Segmented
          label={t('settings.form.signIn')}
          value={way}
          options={WAYS.map((value) => ({ value, label: t(`settings.signIn.${value}`) }))}
          onChange={(sign_in) => set({ sign_in })}
        />
      </div>
      {values.intake === 'imap' || way !== 'password' ? (
        <Field
          {...bind('username')}
          label={t('settings.form.username')}
          hint={t('settings.form.usernameHint')}
          placeholder={values.address.trim()}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
        />
      ) : (
        <p className="hint">{t('settings.form.outgoingOnly')}</p>
      )}
      {way === 'password' ? (
        values.intake === 'imap' ? (
          <SecretField
            label={t('settings.form.password')}
            value={values.password}
            hasSaved={mailbox?.has_password ?? false}
            hint={t('settings.form.passwordHint')}
            error={errorOf('password')}
            onChange={(password) => set({ password })}
          />
        ) : null
      ) : (
        <div className="oauth">
          {isSignedIn ? (
            <span className="saved">
              <Icon icon={CircleCheck} size={14} className="tick" />
              <span>{t('settings.form.isSignedIn', { service: t(`settings.signIn.${way}`) })}</span>
            </span>
          ) : null}
          {onSignIn ? (
            <Button icon={<Icon icon={KeyRound} size={14} />} busy={isSigningIn ? t('settings.form.leaving') : null} onClick={onSignIn}>
              {form.isChanged
                ? t(`settings.form.saveAndSignInWith.${way}`)
                : isSignedIn
                  ? t('settings.signInAgain')
                  : t(`settings.form.signInWith.${way}`)}
            </Button>
          ) : null}
        </div>
      )}
      {errorOf('sign_in') ? <p className="hint bad">{errorOf('sign_in')}</p> : null}
    </FormSection>
  );
}
