import { useMutation } from '@tanstack/react-query';
import KeyRound from 'lucide-react/icons/key-round';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { canUsePasskeys, wasCalledOff } from '@/shared/lib/passkeys';
import { Button, Field, Icon } from '@/shared/ui';
import { sendCode, sendPasskey, type Factor } from './api';
import { Problem } from './problem';

export interface SecondStepProps {
  factors: readonly Factor[];
  onSignedIn: () => void;
  onBack: () => void;
}

/** A passkey, a code of the app, or a recovery code: whatever the account has. */
export function SecondStep({ factors, onSignedIn, onBack }: SecondStepProps) {
  const { t } = useTranslation('auth');
  const [code, setCode] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const passkeyButton = useRef<HTMLButtonElement>(null);
  const hasPasskey = factors.includes('webauthn') && canUsePasskeys();
  const hasApp = factors.includes('totp');
  useEffect(() => (hasPasskey ? passkeyButton.current : field.current)?.focus(), [hasPasskey]);
  const byPasskey = useMutation({ mutationFn: sendPasskey, onSuccess: onSignedIn });
  const byCode = useMutation({
    mutationFn: () => sendCode(code.replace(/\s/g, '')),
    onSuccess: onSignedIn,
    onError: () => field.current?.select(),
  });
  const isBusy = byPasskey.isPending || byCode.isPending;
  const passkeyError = wasCalledOff(byPasskey.error) ? null : byPasskey.error;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsMissing(!code.trim());
        if (!code.trim()) field.current?.focus();
        else if (!isBusy) {
          byPasskey.reset();
          byCode.mutate();
        }
      }}
    >
      <p className="t2">{t(hasPasskey ? (hasApp ? 'step.any' : 'step.passkey') : hasApp ? 'codeHelp' : 'step.recovery')}</p>
      <Problem error={byCode.error ?? passkeyError} isSecondStep isPasskey={!byCode.error} />
      {hasPasskey ? (
        <Button
          ref={passkeyButton}
          size="lg"
          icon={<Icon icon={KeyRound} size={14} />}
          busy={byPasskey.isPending ? t('busy') : null}
          onClick={() => {
            byCode.reset();
            byPasskey.mutate();
          }}
        >
          {t('step.usePasskey')}
        </Button>
      ) : null}
      <Field
        ref={field}
        label={t(hasApp ? 'code' : 'step.recoveryCode')}
        inputMode="numeric"
        autoComplete="one-time-code"
        dir="ltr"
        maxLength={20}
        value={code}
        error={isMissing ? t('step.missing') : null}
        onChange={(event) => {
          setCode(event.target.value);
          setIsMissing(false);
        }}
      />
      <Button type="submit" variant="primary" size="lg" busy={byCode.isPending ? t('busy') : null}>
        {t('submitCode')}
      </Button>
      <p className="hint">{t('step.lost')}</p>
      <Button variant="ghost" onClick={onBack}>
        {t('back')}
      </Button>
    </form>
  );
}
