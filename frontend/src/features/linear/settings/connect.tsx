import { useTranslation } from 'react-i18next';
import { Connect as ConnectSystem } from '@/shared/connections';
import { FormSection } from '@/shared/ui';
import { TRACKERS, wordsOf, type Tracker } from '../api';

/** What a tracker is good for here, what it may do, and the ways to connect it. */
export function Connect({ system }: { system: Tracker }) {
  const { t } = useTranslation('linear');
  const words = wordsOf(system);
  const about = (
    <FormSection title={t('about.title')} hint={t('about.hint', words)}>
      <ul className="lnmay">
        {(['reads', 'creates', 'comments', 'never', 'leaves'] as const).map((one) => (
          <li key={one}>{t(`about.${one}`, words)}</li>
        ))}
      </ul>
    </FormSection>
  );
  return (
    <div className="scroll fbody">
      <ConnectSystem
        system={system}
        name={TRACKERS[system].label}
        before={about}
        signInHint={t('connect.signInHint', words)}
        keyLabel={t('connect.keyLabel', words)}
        keyHint={t('connect.keyHint', words)}
        placeholder={TRACKERS[system].keyLooks}
      >
        <FormSection title={t('without.title')}>
          <p className="hint">{t('without.hint')}</p>
        </FormSection>
      </ConnectSystem>
    </div>
  );
}
