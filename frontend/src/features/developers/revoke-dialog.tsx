import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { relativeTime } from '@/shared/lib/dates';
import { Confirm, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { tokensApi, type Token } from './api';

export interface RevokeDialogProps {
  token: Token;
  now: number;
  isMine: boolean;
  onClose: () => void;
  /** The token has ended, and its row goes. */
  onDone: () => void;
}

/** Asks before a token ends, and says what may still depend on it. */
export function RevokeDialog({ token, now, isMine, onClose, onDone }: RevokeDialogProps) {
  const { t, i18n } = useTranslation('developers');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const { name, owner, last_used_at: at, last_used_from: from } = token;
  const revoke = useMutation({
    mutationFn: () => tokensApi.revoke(token.id),
    onSuccess: () => {
      toast(t('revoke.done', { name }));
      onDone();
      void client.invalidateQueries({ queryKey: tokensApi.key });
    },
    onError: (error) => toastFailure(t('revoke.failed', { name, reason: reasonOf(error) })),
    onSettled: onClose,
  });
  const use =
    at === null
      ? t('revoke.unused')
      : from === null
        ? t('revoke.used', { time: relativeTime(at, now, i18n.language) })
        : t('revoke.usedFrom', { time: relativeTime(at, now, i18n.language), address: from });
  return (
    <Confirm
      isOpen
      onOpenChange={(isOpen) => (isOpen || revoke.isPending ? undefined : onClose())}
      title={t('revoke.title', { name })}
      consequence={[use, t('revoke.consequence'), isMine ? '' : t('revoke.theirs', { name: owner.name })].filter(Boolean).join(' ')}
      cancel={t('revoke.keep')}
      action={t('revoke.do')}
      busy={revoke.isPending ? t('revoke.busy') : null}
      onConfirm={() => revoke.mutate()}
    />
  );
}
