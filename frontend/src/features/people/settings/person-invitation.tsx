import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, Confirm, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { peopleApi, type Colleague } from './api';
import { CopyLink } from './copy-link';
import { FieldGroup } from './form-parts';
import { useRefresh } from './use-refresh';

export interface PersonInvitationProps {
  colleague: Colleague;
  /** An owner's invitation is for owners to handle: its link makes an owner of whoever holds it. */
  mayChange: boolean;
  onWithdrawn: () => void;
}

/** An invitation that is open: send it again, or take it back. */
export function PersonInvitation({ colleague, mayChange, onWithdrawn }: PersonInvitationProps) {
  const { t, i18n } = useTranslation('people');
  const now = useNow(60_000);
  const refresh = useRefresh();
  const reasonOf = useReasonOf();
  const [isAsking, setAsking] = useState(false);
  const { id, name, email, invitation_ends_at: ends } = colleague;
  const resend = useMutation({
    mutationFn: () => peopleApi.resend(id),
    onSuccess: ({ link }) => {
      if (link === null) toast(t('person.resent', { email }));
      void refresh();
    },
    onError: (error) => toastFailure(t('person.resendFault', { reason: reasonOf(error) })),
  });
  const withdraw = useMutation({
    mutationFn: () => peopleApi.withdraw(id),
    onSuccess: () => {
      setAsking(false);
      toast(t('person.withdrawn', { name }));
      onWithdrawn();
      void refresh();
    },
    onError: (error) => {
      setAsking(false);
      toastFailure(t('person.withdrawFault', { reason: reasonOf(error) }));
    },
  });
  const date = ends === null ? '' : absoluteTime(ends, i18n.language);
  const link = resend.data?.link ?? null;
  return (
    <FieldGroup
      legend={t('person.invitation')}
      hint={ends === null ? t('person.noLink') : new Date(ends).getTime() > now ? t('person.ends', { date }) : t('person.ended', { date })}
    >
      {link === null ? null : (
        <>
          <p className="notice" role="note">
            {t('person.resentByHand')}
          </p>
          <CopyLink address={email} link={link} />
        </>
      )}
      {mayChange ? (
        <div className="row">
          <Button busy={resend.isPending ? t('person.resending') : null} onClick={() => resend.mutate()}>
            {t('person.resend')}
          </Button>
          <Button onClick={() => setAsking(true)}>{t('person.withdraw')}</Button>
        </div>
      ) : (
        <p className="hint">{t('person.ownersInvitation')}</p>
      )}
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t('person.withdrawTitle', { name })}
        consequence={t('person.withdrawConsequence')}
        cancel={t('person.withdrawKeep')}
        action={t('person.withdrawAction')}
        busy={withdraw.isPending ? t('person.withdrawing') : null}
        onConfirm={() => withdraw.mutate()}
      />
    </FieldGroup>
  );
}
