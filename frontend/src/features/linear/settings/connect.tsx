import { useTranslation } from 'react-i18next';
import { Connect as ConnectSystem } from '@/shared/connections';
import { FormSection } from '@/shared/ui';
import { SYSTEM } from '../api';

/** What Linear is good for here, what it may do, and the ways to connect it. */
export function Connect() {
  const { t } = useTranslation('linear');
  const about = (
    <FormSection title={t('about.title')} hint={t('about.hint')}>
      <ul className="lnmay">
        {(['reads', 'creates', 'comments', 'never', 'leaves'] as const).map((one) => (
          <li key={one}>{t(`about.${one}`)}</li>
        ))}
      </ul>
    </FormSection>
  );
  return (
    <div className="scroll fbody">
      <ConnectSystem
        system={SYSTEM}
        name={t('title')}
        before={about}
        signInHint={t('connect.signInHint')}
        keyLabel={t('connect.keyLabel')}
        keyHint={t('connect.keyHint')}
        placeholder="lin_api_…"
      >
        <FormSection title={t('without.title')}>
          <p className="hint">{t('without.hint')}</p>
        </FormSection>
      </ConnectSystem>
    </div>
  );
}
