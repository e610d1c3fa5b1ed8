import { useTranslation } from 'react-i18next';
import { Connect as ConnectSystem } from '@/shared/connections';
import { FormSection } from '@/shared/ui';
import { CRMS, nameOf, wordsOf, type Crm } from './api';

/** What a CRM is good for here, and the ways to connect it. */
export function Connect({ system }: { system: Crm }) {
  const { t } = useTranslation('crm-settings');
  const about = (
    <FormSection title={t('connect.title', nameOf(system))}>
      <p>{t('connect.about', wordsOf(system))}</p>
    </FormSection>
  );
  return (
    <ConnectSystem
      system={system}
      name={CRMS[system].label}
      before={about}
      signInHint={t('connect.signInHint', wordsOf(system))}
      {...(CRMS[system].takesKey ? { keyLabel: t('connect.key'), keyHint: t('connect.keyHint') } : {})}
    />
  );
}
