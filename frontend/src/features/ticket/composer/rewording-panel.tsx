import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';

import { AiSign, Button, Icon } from '@/shared/ui';

import { isRich } from '../model/plain-text';
import type { Rewording } from './use-rewording';

/** The reply in other words, and what it no longer says; taking it puts it in the place of the text. */
export function RewordingPanel({ rewording }: { rewording: Rewording }) {
  const { t } = useTranslation('ticket');
  const { state, isOld } = rewording;
  if (state.step === 'none') return null;
  if (state.step !== 'ready') {
    const isAsking = state.step === 'asking';
    return (
      <div className="draft" role={isAsking ? 'status' : 'alert'}>
        <p className="wait">
          <AiSign>{isAsking ? t('reword.writing') : t('reword.failed')}</AiSign>
          {isAsking ? null : <span dir="auto">{state.detail}</span>}
          <span className="sp" />
          <Button variant="ghost" size="sm" onClick={rewording.discard}>
            {isAsking ? t('draft.stop') : t('draft.discard')}
          </Button>
        </p>
      </div>
    );
  }
  const { text, lost } = state.reworded;
  return (
    <section className={isOld ? 'draft is-old' : 'draft'} aria-label={t('reword.panel')}>
      <div className="ai-rule md pre" dir="auto">
        {text}
      </div>
      <Warnings lost={lost} losesForm={isRich(state.before)} />
      <div className="dact">
        <AiSign>{t(`reword.wish.${state.wish}`)}</AiSign>
        {isOld ? (
          <span className="t2 f12" role="status">
            {t('reword.changed')}
          </span>
        ) : null}
        <span className="sp" />
        <Button variant="ghost" size="sm" keys="escape" onClick={rewording.discard}>
          {t('draft.discard')}
        </Button>
        {isOld ? (
          <Button size="sm" onClick={() => rewording.ask(state.wish)}>
            {t('again')}
          </Button>
        ) : (
          <Button size="sm" onClick={rewording.take}>
            {t('reword.use')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Warnings({ lost, losesForm }: { lost: readonly string[]; losesForm: boolean }) {
  const { t } = useTranslation('ticket');
  if (lost.length === 0 && !losesForm) return null;
  return (
    <div className="dsrc">
      {lost.length > 0 ? (
        <span className="src wsrc">
          <Icon icon={TriangleAlert} size={14} />
          {t('reword.lost')} <bdi>{lost.join(', ')}</bdi>
        </span>
      ) : null}
      {losesForm ? (
        <span className="src wsrc">
          <Icon icon={TriangleAlert} size={14} />
          {t('reword.form')}
        </span>
      ) : null}
    </div>
  );
}
