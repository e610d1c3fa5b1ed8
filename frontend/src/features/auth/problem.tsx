import { useTranslation } from 'react-i18next';
import { failureOf } from './api';

/** Why a sign-in failed, as far as it may be told. */
export function Problem({ error, isSecondStep = false }: { error: unknown; isSecondStep?: boolean }) {
  const { t } = useTranslation('auth');
  return (
    <div role="alert" className="signin-problem">
      {error ? <p className="hint bad">{t(`failure.${failureOf(error, isSecondStep)}`)}</p> : null}
    </div>
  );
}
