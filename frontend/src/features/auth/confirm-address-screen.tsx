import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { Button } from '@/shared/ui';
import { confirmAddress } from './account-api';
import { AuthFrame, Fault, Outcome } from './auth-frame';

/** Confirms a new address; only a press does it, since mail programs open links by themselves. */
export function ConfirmAddressScreen({ token }: { token: string }) {
  const { t } = useTranslation('auth');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const confirm = useMutation({ mutationFn: () => confirmAddress(token) });
  const isGone = !token || isProblem(confirm.error, 'people.link_invalid');
  return (
    <AuthFrame title={t('confirm.title')}>
      {confirm.isSuccess ? (
        <Outcome to="/app/" action={t('confirm.open')}>
          {t('confirm.done', { email: confirm.data.email })}
        </Outcome>
      ) : isGone ? (
        <Outcome to="/app/settings/account" action={t('confirm.again')}>
          {t('linkGone')}
        </Outcome>
      ) : (
        <>
          <p className="t2">{t('confirm.help')}</p>
          <Fault error={confirm.error} />
          <Button
            ref={button}
            variant="primary"
            size="lg"
            busy={confirm.isPending ? t('confirm.busy') : null}
            onClick={() => confirm.mutate()}
          >
            {t('confirm.submit')}
          </Button>
        </>
      )}
    </AuthFrame>
  );
}
