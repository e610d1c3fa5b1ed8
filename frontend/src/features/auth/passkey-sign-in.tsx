import { useMutation } from '@tanstack/react-query';
import KeyRound from 'lucide-react/icons/key-round';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { canUsePasskeys, wasCalledOff } from '@/shared/lib/passkeys';
import { Button, Icon } from '@/shared/ui';
import { failureOf, signInByPasskey } from './api';

/** Signing in by a passkey alone; nothing where the browser has none to offer. */
export function PasskeySignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation('auth');
  const attempt = useMutation({ mutationFn: signInByPasskey, onSuccess: onSignedIn });
  if (!canUsePasskeys()) return null;
  const error = wasCalledOff(attempt.error) ? null : attempt.error;
  const isRefused = isProblem(error) && failureOf(error) !== 'offline' && failureOf(error) !== 'locked';
  return (
    <div className="signin-other">
      <div role="alert" className="signin-problem">
        {error ? <p className="hint bad">{t(isRefused ? 'failure.passkey' : `failure.${failureOf(error)}`)}</p> : null}
      </div>
      <Button
        size="lg"
        icon={<Icon icon={KeyRound} size={14} />}
        busy={attempt.isPending ? t('busy') : null}
        onClick={() => attempt.mutate()}
      >
        {t('passkey')}
      </Button>
    </div>
  );
}
