import { useTranslation } from 'react-i18next';
import { Button, useReason } from '@/shared/ui';
import type { Preview } from './api';

export interface PublishFootProps {
  /** The one in force. */
  version: number;
  isChanged: boolean;
  effect: Preview | undefined;
  publish: { error: unknown; isPending: boolean };
  /** Why the draft cannot be published as it stands. */
  unavailable?: string | null;
  onDiscard: () => void;
  onSend: () => void;
}

/** What publishing would do, in a sentence, and the way to do it. */
export function PublishFoot({ version, isChanged, effect, publish, unavailable = null, onDiscard, onSend }: PublishFootProps) {
  const { t } = useTranslation('sla-settings');
  const reason = useReason(publish.error);
  const isKnown = isChanged && effect !== undefined;
  const head = isChanged ? t('unsaved') : t('inForce', { version });
  return (
    <footer className="foot">
      <div className="say" role="status">
        <b>{isKnown ? t('effect.change', { count: effect.changed }) : head}</b>{' '}
        {isKnown ? <span>{t('effect.late', { count: effect.late })}</span> : null}{' '}
        {isChanged && !publish.error ? <span className="t3">{t('effect.keeps')}</span> : null}
      </div>
      {publish.error ? (
        <p className="bad" role="alert">
          {t('publishFault')} {reason}
        </p>
      ) : null}
      <span className="sp" />
      {isChanged ? (
        <Button variant="ghost" onClick={onDiscard}>
          {t('discard')}
        </Button>
      ) : null}
      <Button
        variant="primary"
        keys="mod+s"
        busy={publish.isPending ? t('publishing') : null}
        unavailable={isChanged ? unavailable : t('nothingToPublish')}
        onClick={onSend}
      >
        {t('publish', { version: version + 1 })}
      </Button>
    </footer>
  );
}
