import { useTranslation } from 'react-i18next';
import { Connect as ConnectSystem } from '@/shared/connections';
import { FormSection } from '@/shared/ui';
import { SYSTEM } from './api';

/** What HubSpot is good for here, and the ways to connect it. */
export function Connect() {
  const { t } = useTranslation('crm-settings');
  const about = (
    <FormSection title={t('connect.title')}>
      <p>{t('connect.about')}</p>
    </FormSection>
  );
  return (
    <ConnectSystem
      system={SYSTEM}
      name={t('title')}
      before={about}
      signInHint={t('connect.signInHint')}
      keyLabel={t('connect.key')}
      keyHint={t('connect.keyHint')}
    />
  );
}
