import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { Button, Dialog, ErrorState, Field, useReasonOf } from '@/shared/ui';
import { factorsApi } from './factors-api';

/** Sets up an authenticator app: scan or type the key, then show with a code that it arrived. */
export function AppDialog({ onDone, onClose }: { onDone: (codes: readonly string[]) => void; onClose: () => void }) {
  const { t } = useTranslation('settings');
  // Each opening makes a key of its own, and none is kept.
  const begun = useQuery({
    queryKey: ['account', 'app'],
    queryFn: factorsApi.beginApp,
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('factors.app.title')}
      description={t('factors.app.scan')}
      width={440}
    >
      {begun.data ? (
        <Confirm secret={begun.data.secret} picture={begun.data.picture} onDone={onDone} />
      ) : begun.error ? (
        <ErrorState title={t('factors.app.fault')} error={begun.error} onRetry={() => void begun.refetch()} />
      ) : (
        <p className="t3">{t('account.loading')}</p>
      )}
    </Dialog>
  );
}

interface ConfirmProps {
  secret: string;
  picture: string;
  onDone: (codes: readonly string[]) => void;
}

function Confirm({ secret, picture, onDone }: ConfirmProps) {
  const { t } = useTranslation('settings');
  const reasonOf = useReasonOf();
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // The dialog opened before there was anything to type into.
  useEffect(() => field.current?.focus(), []);
  const confirm = useMutation({
    mutationFn: () => factorsApi.confirmApp(code.replace(/\s/g, '')),
    onSuccess: ({ codes }) => onDone(codes),
    onError: () => field.current?.select(),
  });
  const isWrong = isProblem(confirm.error) && confirm.error.errors.code !== undefined;
  return (
    <form
      className="form-grid"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!code.trim()) field.current?.focus();
        else if (!confirm.isPending) confirm.mutate();
      }}
    >
      <img
        className="fact-qr"
        src={`data:image/svg+xml;utf8,${encodeURIComponent(picture)}`}
        alt={t('factors.app.qr')}
        width={192}
        height={192}
      />
      <p className="t2">
        {t('factors.app.type')} <code className="fact-key" dir="ltr">{secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <Field
        ref={field}
        label={t('factors.app.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        dir="ltr"
        maxLength={20}
        value={code}
        error={isWrong ? t('factors.app.wrong') : undefined}
        onChange={(event) => setCode(event.target.value)}
      />
      {confirm.error && !isWrong ? (
        <p className="hint bad" role="alert">
          {reasonOf(confirm.error)}
        </p>
      ) : null}
      <div>
        <Button type="submit" variant="primary" busy={confirm.isPending ? t('factors.app.busy') : null}>
          {t('factors.app.on')}
        </Button>
      </div>
    </form>
  );
}
