import { useTranslation } from 'react-i18next';
import { failureOf } from './api';

/** Why a sign-in failed, as far as it may be told. */
export function Problem({ error, isSecondStep = false, isPasskey = false }: { error: unknown; isSecondStep?: boolean; isPasskey?: boolean }) {
  const { t } = useTranslation('auth');
  const failure = failureOf(error, isSecondStep);
  return (
    <div role="alert" className="signin-problem">
      {error ? <p className="hint bad">{t(`failure.${isPasskey && failure === 'code' ? 'passkeyStep' : failure}`)}</p> : null}
    </div>
  );
}
