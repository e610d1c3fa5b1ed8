import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { FormSection } from '@/shared/ui';
import { AddressForm } from './address-form';
import { mailQuery } from './api';
import { Factors } from './factors';
import { PasswordForm } from './password-form';
import { Sessions } from './sessions';

/** How one signs in: address, password, second step, sessions. */
export function AccountScreen() {
  const { t } = useTranslation('settings');
  const me = useMe();
  const canMail = useQuery(mailQuery).data?.can_mail ?? true;
  useDocumentTitle(t('section.account'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('section.account')}</h1>
      </header>
      <ConnectionBar />
      <div className="scroll fbody">
        <FormSection title={t('account.change.title')} hint={t('account.change.hint')}>
          <AddressForm address={me?.email ?? ''} canMail={canMail} />
        </FormSection>
        <FormSection title={t('account.password.title')} hint={t('account.password.hint')}>
          <PasswordForm />
        </FormSection>
        <FormSection title={t('factors.title')} hint={t('factors.hint')}>
          <Factors />
        </FormSection>
        <FormSection title={t('account.sessions.title')} hint={t('account.sessions.hint')}>
          <Sessions />
        </FormSection>
      </div>
    </main>
  );
}
