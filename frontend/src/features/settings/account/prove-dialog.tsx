import { useMutation, useQueryClient } from '@tanstack/react-query';
import KeyRound from 'lucide-react/icons/key-round';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { canUsePasskeys, wasCalledOff } from '@/shared/lib/passkeys';
import { Button, Dialog, Field, Icon, useReasonOf } from '@/shared/ui';
import { factorsApi, factorsQuery, type Factors } from './factors-api';

export interface ProveDialogProps {
  factors: Factors;
  /** What shall happen once it is proved; null while nothing is asked. */
  then: (() => void) | null;
  onClose: () => void;
}

/** Asks again who sits there, before the sign-in itself is changed: password, code or passkey. */
export function ProveDialog({ factors, then, onClose }: ProveDialogProps) {
  const { t } = useTranslation('settings');
  return (
    <Dialog isOpen={then !== null} onOpenChange={(isOpen) => (isOpen ? undefined : onClose())} title={t('factors.prove.title')} width={400}>
      {then ? <Prove factors={factors} then={then} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Prove({ factors, then, onClose }: ProveDialogProps & { then: () => void }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const hasCode = factors.totp !== null || factors.recovery_codes !== null;
  const hasPasskey = factors.passkeys.length > 0 && canUsePasskeys();
  const [byCode, setByCode] = useState(!factors.has_password);
  const [value, setValue] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const done = ({ proved_until: until }: { proved_until: string }): void => {
    client.setQueryData(factorsQuery.queryKey, (before) => before && { ...before, proved_until: until });
    onClose();
    then();
  };
  const prove = useMutation({
    mutationFn: () => (byCode ? factorsApi.proveByCode(value.replace(/\s/g, '')) : factorsApi.proveByPassword(value)),
    onSuccess: done,
    onError: () => field.current?.select(),
  });
  const passkey = useMutation({ mutationFn: factorsApi.proveByPasskey, onSuccess: done });
  const errors = isProblem(prove.error) ? prove.error.errors : {};
  const onField = errors[byCode ? 'code' : 'password'];
  const other = passkey.error && !wasCalledOff(passkey.error) ? passkey.error : prove.error && !onField ? prove.error : null;
  const canType = factors.has_password || hasCode;
  return (
    <form
      className="form-grid"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!value) field.current?.focus();
        else if (!prove.isPending) prove.mutate();
      }}
    >
      <p className="t2">{t(canType || hasPasskey ? 'factors.prove.help' : 'factors.prove.signInAgain')}</p>
      {canType ? (
        <Field
          key={byCode ? 'code' : 'password'}
          ref={field}
          label={t(byCode ? 'factors.prove.code' : 'account.current')}
          type={byCode ? 'text' : 'password'}
          inputMode={byCode ? 'numeric' : undefined}
          autoComplete={byCode ? 'one-time-code' : 'current-password'}
          maxLength={byCode ? 20 : 256}
          dir={byCode ? 'ltr' : undefined}
          value={value}
          error={onField ? t(byCode ? 'factors.wrongCode' : 'factors.prove.wrongPassword') : undefined}
          onChange={(event) => setValue(event.target.value)}
        />
      ) : null}
      {other ? (
        <p className="hint bad" role="alert">
          {reasonOf(other)}
        </p>
      ) : null}
      <div className="fact-do">
        {canType ? (
          <Button type="submit" variant="primary" busy={prove.isPending ? t('factors.prove.busy') : null}>
            {t('factors.prove.go')}
          </Button>
        ) : null}
        {hasPasskey ? (
          <Button
            icon={<Icon icon={KeyRound} size={14} />}
            busy={passkey.isPending ? t('factors.prove.busy') : null}
            onClick={() => passkey.mutate()}
          >
            {t('factors.prove.passkey')}
          </Button>
        ) : null}
        {factors.has_password && hasCode ? (
          <Button
            variant="ghost"
            onClick={() => {
              setByCode(!byCode);
              setValue('');
              prove.reset();
            }}
          >
            {t(byCode ? 'factors.prove.byPassword' : 'factors.prove.byCode')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
