import { useEffect } from 'react';
import CircleAlert from 'lucide-react/icons/circle-alert';
import { useTranslation } from 'react-i18next';

import { announce, Button, Icon } from '@/shared/ui';

import type { DraftKeeper } from '../drafts/draft-keeper';
import type { DraftState } from '../model/draft-machine';
import { htmlToText } from '../model/plain-text';

/** Speaks of the draft only when something is wrong with it. */
export function DraftStrip({ state, keeper, onTaken }: { state: DraftState; keeper: DraftKeeper; onTaken: () => void }) {
  const { t } = useTranslation('ticket');
  const { recovered, phase } = state;
  useEffect(() => {
    if (recovered && phase === 'saved') announce(t('composer.saved'));
  }, [recovered, phase, t]);

  if (phase === 'conflict' && state.other) {
    return (
      <div className="unsent" role="alert">
        <div className="says">
          <Icon icon={CircleAlert} size={14} />
          <b>{t('composer.twoTexts')}</b>
        </div>
        <div className="two-texts">
          <blockquote dir="auto">{htmlToText(state.body)}</blockquote>
          <blockquote dir="auto">{htmlToText(state.other.body)}</blockquote>
          <Button size="sm" onClick={() => keeper.keepMine()}>
            {t('composer.keepThis')}
          </Button>
          <Button
            size="sm"
            onClick={() => {
              keeper.takeOther();
              onTaken();
            }}
          >
            {t('composer.takeOther')}
          </Button>
        </div>
      </div>
    );
  }
  if (!state.hasFault || phase === 'saved') return null;
  return (
    <div className="strip is-warn" role="status">
      <Icon icon={CircleAlert} size={14} />
      <span>{t('composer.notSaved')}</span>
    </div>
  );
}
