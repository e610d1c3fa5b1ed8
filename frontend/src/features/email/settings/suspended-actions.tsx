import { useTranslation } from 'react-i18next';
import { Button, Confirm } from '@/shared/ui';
import type { Reviewing, Verdict } from './use-reviewing';

interface ActionsProps {
  reviewing: Reviewing;
  ids: readonly number[];
  hasKeys?: boolean;
}

/** What becomes of mails that wait: in, in with their senders, or out. */
export function SuspendedActions({ reviewing, ids, hasKeys = false }: ActionsProps) {
  const { t } = useTranslation('email');
  const { kind } = reviewing;
  const start = (verdict: Verdict) => (): void => void reviewing.start(verdict, ids);
  const keys = (combo: string): string | undefined => (hasKeys ? combo : undefined);
  const size = hasKeys ? 'md' : 'sm';
  return (
    <>
      <Button
        size={size}
        variant="primary"
        keys={keys('r')}
        busy={kind === 'recover' ? t('settings.action.recovering') : null}
        onClick={start('recover')}
      >
        {t('settings.action.recover')}
      </Button>
      <Button
        size={size}
        keys={keys('shift+r')}
        busy={kind === 'recoverAndAllow' ? t('settings.action.recovering') : null}
        onClick={start('recoverAndAllow')}
      >
        {t('settings.action.recoverAndAllow')}
      </Button>
      <Button size={size} onClick={start('discard')}>
        {t('settings.action.discard')}
      </Button>
    </>
  );
}

/** There is no way back from deleting. */
export function DiscardQuestion({ reviewing }: { reviewing: Reviewing }) {
  const { t } = useTranslation('email');
  const { discarding, kind, stopDiscarding, discard } = reviewing;
  const count = discarding?.length ?? 0;
  return (
    <Confirm
      isOpen={discarding !== null}
      onOpenChange={(isOpen) => (isOpen ? undefined : stopDiscarding())}
      title={t('settings.discard.title', { count })}
      consequence={t('settings.discard.consequence', { count })}
      cancel={t('settings.discard.cancel')}
      action={t('settings.discard.action', { count })}
      busy={kind === 'discard' ? t('settings.action.discarding') : null}
      onConfirm={discard}
    />
  );
}
