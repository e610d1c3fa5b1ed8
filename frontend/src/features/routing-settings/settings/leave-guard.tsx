import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Confirm } from '@/shared/ui';

/** Asks before a draft is lost; moving about in the same screen goes on. */
export function LeaveGuard({ isChanged }: { isChanged: boolean }) {
  const { t } = useTranslation('routing-settings');
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && current.pathname !== next.pathname,
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  });
  return (
    <Confirm
      isOpen={blocker.status === 'blocked'}
      onOpenChange={(isOpen) => (isOpen ? undefined : blocker.reset?.())}
      title={t('leave.title')}
      consequence={t('leave.consequence')}
      cancel={t('leave.stay')}
      action={t('leave.go')}
      onConfirm={() => blocker.proceed?.()}
    />
  );
}
