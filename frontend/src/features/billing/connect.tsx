import { useTranslation } from 'react-i18next';
import { Connect as ConnectSystem } from '@/shared/connections';
import { FormSection } from '@/shared/ui';
import { SYSTEM } from './api';

/** What Stripe is good for here, and how to connect it: by a restricted key, which may only read. */
export function Connect() {
  const { t } = useTranslation('billing');
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
      signInHint=""
      keyLabel={t('connect.key')}
      keyHint={t('connect.keyHint')}
      placeholder="rk_…"
    />
  );
}
