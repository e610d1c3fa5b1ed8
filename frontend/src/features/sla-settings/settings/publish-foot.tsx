import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Discard, MergeSaid } from '@/shared/form';
import type { MergeNotes } from '@/shared/lib/three-way';
import { Button, useReason } from '@/shared/ui';
import type { Preview } from './api';
import { useStepEffects } from './effect-text';
import { Newer } from './newer';

export interface PublishFootProps {
  /** The one in force. */
  version: number;
  isChanged: boolean;
  effect: Preview | undefined;
  publish: { error: unknown; isPending: boolean };
  /** Why the draft cannot be published as it stands. */
  unavailable?: string | null;
  /** Published by somebody else since the draft began. */
  newer?: number | null;
  /** What the draft became on top of what others published. */
  merged?: MergeNotes | null;
  onLoad: () => void;
  onKeep: () => void;
  onSend: () => void;
}

/** The rest stands beside the policy. */
const MAX_STEPS = 2;

/** What publishing would do, in a sentence, and the way to do it. */
export function PublishFoot({ version, isChanged, effect, publish, unavailable = null, newer = null, merged = null, onLoad, onKeep, onSend }: PublishFootProps) {
  const { t } = useTranslation('sla-settings');
  const reason = useReason(publish.error);
  const stepEffects = useStepEffects();
  const button = useRef<HTMLButtonElement>(null);
  const isKnown = isChanged && effect !== undefined;
  const head = isChanged ? t('unsaved') : t('inForce', { version });
  return (
    <footer className="foot">
      <div className="say" role="status">
        <b>{isKnown ? t('effect.change', { count: effect.changed }) : head}</b>{' '}
        {isKnown ? <span>{t('effect.late', { count: effect.late })}</span> : null}{' '}
        {isKnown ? <span>{stepEffects(effect).slice(0, MAX_STEPS).join(' ')}</span> : null}{' '}
        {isChanged && !publish.error ? <span className="t3">{t('effect.keeps')}</span> : null}
      </div>
      {merged && newer === null ? <MergeSaid notes={merged} version={version} /> : null}
      {newer !== null ? <Newer version={newer} onLoad={onLoad} onKeep={onKeep} /> : null}
      {publish.error && newer === null ? (
        <p className="bad" role="alert">
          {t('publishFault')} {reason}
        </p>
      ) : null}
      <span className="sp" />
      {isChanged ? (
        <Discard label={t('discard')} onDiscard={onLoad} next={button} />
      ) : null}
      <Button
        ref={button}
        variant="primary"
        keys="mod+s"
        busy={publish.isPending ? t('publishing') : null}
        unavailable={!isChanged ? t('nothingToPublish') : newer === null ? unavailable : t('newer.first')}
        onClick={onSend}
      >
        {t('publish', { version: version + 1 })}
      </Button>
    </footer>
  );
}
