import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { browserOf } from '@/shared/lib/agent';
import { isKnownHere, wasCalledOff } from '@/shared/lib/passkeys';
import { Button, Dialog, Field, useReasonOf } from '@/shared/ui';
import { factorsApi, type Passkey } from './factors-api';

export interface PasskeyDialogProps {
  /** The one to rename; a new one without it. */
  passkey?: Passkey;
  onDone: (codes: readonly string[]) => void;
  onClose: () => void;
}

/** Names a passkey, and makes it where it is new. */
export function PasskeyDialog({ passkey, onDone, onClose }: PasskeyDialogProps) {
  const { t } = useTranslation('settings');
  const reasonOf = useReasonOf();
  const [name, setName] = useState(passkey?.name ?? browserOf(navigator.userAgent)?.system ?? '');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const save = useMutation({
    mutationFn: async () => {
      if (!passkey) return (await factorsApi.addPasskey(name.trim())).codes;
      await factorsApi.renamePasskey(passkey.id, name.trim());
      return [];
    },
    onSuccess: onDone,
  });
  const error = wasCalledOff(save.error) ? null : save.error;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t(passkey ? 'factors.passkey.renameTitle' : 'factors.passkey.addTitle')}
      width={400}
      startsAt={field}
    >
      <form
        className="form-grid"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(!name.trim());
          if (!name.trim()) field.current?.focus();
          else if (!save.isPending) save.mutate();
        }}
      >
        <Field
          ref={field}
          label={t('factors.passkey.name')}
          hint={t('factors.passkey.nameHint')}
          dir="auto"
          maxLength={80}
          value={name}
          error={isMissing ? t('factors.passkey.nameMissing') : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <div role="alert">
          {error ? <p className="hint bad">{isKnownHere(error) ? t('factors.passkey.known') : reasonOf(error)}</p> : null}
          {wasCalledOff(save.error) ? <p className="hint">{t('factors.passkey.calledOff')}</p> : null}
        </div>
        <div>
          <Button type="submit" variant="primary" busy={save.isPending ? t('factors.passkey.busy') : null}>
            {t(passkey ? 'factors.passkey.rename' : 'factors.passkey.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
